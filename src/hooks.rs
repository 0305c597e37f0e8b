//! Yew's hooks, compiled once.
//!
//! Yew compiles the machinery of a hook anew for each type that it keeps: a kilobyte for each. Ours have the same names
//! and do the same; what they hand to Yew has always the same type, [`Rc<dyn Any>`], so there is one machinery.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

/// What a component keeps from rendering to rendering.
pub struct State<T> {
    handle: UseReducerHandle<Kept>,
    kind: PhantomData<T>,
}

/// Changes a state, without its value.
pub struct Setter<T> {
    dispatcher: UseReducerDispatcher<Kept>,
    kind: PhantomData<T>,
}

struct Kept {
    value: Rc<dyn Any>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

/// Makes the next value from the present one.
type Change = Box<dyn FnOnce(Rc<dyn Any>) -> Rc<dyn Any>>;

impl Reducible for Kept {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        Rc::new(Kept { value: change(self.value.clone()), is_same: self.is_same })
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(&*self.value, &*other.value)
    }
}

/// A state, which is rendered with each value that it is given.
#[hook]
pub fn use_state<T: 'static>(first: impl FnOnce() -> T) -> State<T> {
    let first = || Kept { value: Rc::new(first()), is_same: |_, _| false };
    State { handle: use_kept(Box::new(first)), kind: PhantomData }
}

/// A state, which is rendered with each value that is another.
#[hook]
pub fn use_state_eq<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> State<T> {
    let first = || Kept { value: Rc::new(first()), is_same: |one, other| of::<T>(one) == of::<T>(other) };
    State { handle: use_kept(Box::new(first)), kind: PhantomData }
}

#[hook]
fn use_kept<'a>(first: Box<dyn FnOnce() -> Kept + 'a>) -> UseReducerHandle<Kept> {
    use_reducer_eq(first)
}

/// What was put in: only the hooks of this file put anything there, by its type.
fn of<T: 'static>(value: &dyn Any) -> &T {
    let Some(value) = value.downcast_ref() else { unreachable!("a hook keeps its type") };
    value
}

fn owned<T: 'static>(value: Rc<dyn Any>) -> Rc<T> {
    let Ok(value) = value.downcast() else { unreachable!("a hook keeps its type") };
    value
}

impl<T: 'static> State<T> {
    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.setter().set(value);
    }

    /// Changes it from where it is not known.
    pub fn setter(&self) -> Setter<T> {
        Setter { dispatcher: self.handle.dispatcher(), kind: PhantomData }
    }
}

impl<T: 'static> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        of(&*self.handle.value)
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        State { handle: self.handle.clone(), kind: PhantomData }
    }
}

impl<T: 'static> Setter<T> {
    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.dispatcher.dispatch(Box::new(move |_| Rc::new(value)));
    }

    /// Makes the next value from the one that is present by then.
    pub fn update(&self, next: impl FnOnce(Rc<T>) -> Rc<T> + 'static) {
        self.dispatcher.dispatch(Box::new(move |present| next(owned(present))));
    }
}

impl<T> Clone for Setter<T> {
    fn clone(&self) -> Self {
        Setter { dispatcher: self.dispatcher.clone(), kind: PhantomData }
    }
}

/// What an effect or a result depends on.
#[derive(Clone)]
struct Cause(Rc<dyn Comparable>);

trait Comparable: Any {
    fn is_same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref().is_some_and(|other| self == other)
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        let other: &dyn Any = &*other.0;
        self.0.is_same(other)
    }
}

/// What undoes an effect.
pub trait Undo {
    /// Itself, where there is anything to do.
    fn boxed(self) -> Box<dyn FnOnce()>;
}

impl Undo for () {
    fn boxed(self) -> Box<dyn FnOnce()> {
        Box::new(|| ())
    }
}

impl<F: FnOnce() + 'static> Undo for F {
    fn boxed(self) -> Box<dyn FnOnce()> {
        Box::new(self)
    }
}

/// Does something after a rendering in which the cause is another, and undoes it before the next time.
#[hook]
pub fn use_effect_with<T: PartialEq + 'static, U: Undo>(cause: T, effect: impl FnOnce(&T) -> U + 'static) {
    let cause = Rc::new(cause);
    let effect = {
        let cause = cause.clone();
        move || effect(&cause).boxed()
    };
    use_cause(Cause(cause), Box::new(effect));
}

#[hook]
fn use_cause(cause: Cause, effect: Box<dyn FnOnce() -> Box<dyn FnOnce()>>) {
    yew::functional::use_effect_with(cause, move |_| effect());
}

/// A result that is made anew where the cause is another.
#[hook]
pub fn use_memo<T: 'static, D: PartialEq + 'static>(cause: D, make: impl FnOnce(&D) -> T) -> Rc<T> {
    let cause = Rc::new(cause);
    let make = {
        let cause = cause.clone();
        move || -> Rc<dyn Any> { Rc::new(make(&cause)) }
    };
    owned(use_made(Cause(cause), Box::new(make)))
}

#[hook]
fn use_made<'a>(cause: Cause, make: Box<dyn FnOnce() -> Rc<dyn Any> + 'a>) -> Rc<dyn Any> {
    let kept = use_mut_ref(|| None::<(Cause, Rc<dyn Any>)>);
    let mut kept = kept.borrow_mut();
    match &*kept {
        Some((known, made)) if *known == cause => made.clone(),
        _ => {
            let made = make();
            *kept = Some((cause, made.clone()));
            made
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerender::render;

    #[test]
    fn a_cause_is_another_if_its_value_or_its_type_is() {
        let cause = |value: Rc<dyn Comparable>| Cause(value);
        assert!(cause(Rc::new((1, "a"))) == cause(Rc::new((1, "a"))));
        assert!(cause(Rc::new((1, "a"))) != cause(Rc::new((2, "a"))));
        assert!(cause(Rc::new(1_u8)) != cause(Rc::new(1_u16)));
    }

    #[test]
    fn a_state_changes_from_what_is_present_by_then() {
        let is_same: fn(&dyn Any, &dyn Any) -> bool = |one, other| of::<i32>(one) == of::<i32>(other);
        let first = Rc::new(Kept { value: Rc::new(1), is_same });
        let double: Change = Box::new(|present| Rc::new(*owned::<i32>(present) * 2));
        let second = first.clone().reduce(double);
        let third = second.clone().reduce(Box::new(|_| Rc::new(2)));
        assert!((of(&*second.value), of(&*third.value)) == (&2, &2));
        assert!(first != second && second == third);
    }

    #[component]
    fn Shown() -> Html {
        let (state, compared) = (use_state(|| "one".to_owned()), use_state_eq(|| 2));
        let made = use_memo(3, |cause| cause.to_string());
        Html::from(format!("{} {} {made}", *state, *compared))
    }

    #[test]
    fn a_first_rendering_has_the_first_values() {
        assert_eq!(render::<Shown>(()), "one 2 3");
    }
}
