//! What `html!` of `faultline-markup` calls: an element is told part by part and becomes one of Yew's nodes.
//!
//! Yew's own macro writes all of this out for each element of the source, a seventh of a program. The nodes are equal:
//! a lone child is held as it is, several are a list, and a list stays one whatever its length.

use std::rc::Rc;

use yew::html::ChildrenRenderer;
use yew::prelude::*;
use yew::virtual_dom::listeners::{Listener, Listeners};
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, VList, VNode, VTag, VText};

pub use faultline_markup::html;

/// What is known of an element before the program runs, if some of its attributes are not.
pub struct Shape {
    pub tag: &'static str,
    /// The names of all attributes.
    pub names: &'static [&'static str],
    /// The values of those that have one in the source.
    pub fixed: &'static [Option<&'static str>],
}

/// An element in the making, or a list of nodes.
pub struct Element(Box<Parts>);

struct Parts {
    /// None for a list.
    tag: Option<&'static str>,
    attributes: Attributes,
    key: Option<Key>,
    reference: NodeRef,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    /// Of a field: what stands in it, and whether it is ticked.
    value: Option<AttrValue>,
    checked: Option<bool>,
    /// The only child, where the source has one.
    held: Option<VNode>,
    children: Vec<VNode>,
}

impl Element {
    /// An element with all its attributes.
    pub fn fixed(tag: &'static str, attributes: &'static [(&'static str, AttributeOrProperty)]) -> Element {
        Element::with(Some(tag), Attributes::Static(attributes))
    }

    /// An element whose other attributes will be put.
    pub fn new(shape: &'static Shape) -> Element {
        let values = shape.fixed.iter().map(|value| Some(AttributeOrProperty::Attribute(AttrValue::Static((*value)?))));
        Element::with(Some(shape.tag), Attributes::Dynamic { keys: shape.names, values: values.collect() })
    }

    /// Several nodes.
    pub fn list() -> Element {
        Element::with(None, Attributes::Static(&[]))
    }

    #[inline(never)]
    fn with(tag: Option<&'static str>, attributes: Attributes) -> Element {
        Element(Box::new(Parts {
            tag,
            attributes,
            key: None,
            reference: NodeRef::default(),
            listeners: Vec::new(),
            value: None,
            checked: None,
            held: None,
            children: Vec::new(),
        }))
    }

    /// Tells it from its neighbours.
    pub fn key(&mut self, key: impl Into<Key>) {
        self.0.key = Some(key.into());
    }

    /// Lets the program find it in the page.
    pub fn reference(&mut self, reference: NodeRef) {
        self.0.reference = reference;
    }

    /// What stands in a field.
    pub fn value(&mut self, value: impl Into<AttrValue>) {
        self.0.value = Some(value.into());
    }

    /// Whether a field is ticked.
    pub fn checked(&mut self, is_checked: bool) {
        self.0.checked = Some(is_checked);
    }

    /// What an event does.
    #[inline(never)]
    pub fn listen(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.0.listeners.push(listener);
    }

    /// Gives a value to the attribute at a place of the names. A class of no name is none.
    #[inline(never)]
    fn put(&mut self, at: usize, value: AttrValue) {
        if let Attributes::Dynamic { keys, values } = &mut self.0.attributes
            && (!value.is_empty() || keys[at] != "class")
        {
            values[at] = Some(AttributeOrProperty::Attribute(value));
        }
    }

    /// Gives an attribute its own name as its value, as those have that are there or not.
    fn flag(&mut self, at: usize) {
        if let Attributes::Dynamic { keys, .. } = self.0.attributes {
            self.put(at, AttrValue::Static(keys[at]));
        }
    }

    /// Its only child.
    #[inline(never)]
    pub fn hold(&mut self, child: VNode) {
        self.0.held = Some(child);
    }

    /// One more child.
    #[inline(never)]
    pub fn push(&mut self, child: VNode) {
        self.0.children.push(child);
    }

    /// One more child each.
    pub fn add_all<T: Child>(&mut self, children: impl IntoIterator<Item = T>) {
        for child in children {
            child.add(self);
        }
    }

    /// The node that it is.
    #[inline(never)]
    pub fn node(self) -> VNode {
        let Parts { tag, attributes, key, reference, listeners, value, checked, held, children } = *self.0;
        let children = held.unwrap_or_else(|| VList::with_children(children, None).into());
        let Some(tag) = tag else { return children };
        let listeners = match listeners.is_empty() {
            true => Listeners::None,
            false => Listeners::Pending(listeners.into()),
        };
        let element = match tag {
            "input" => VTag::__new_input(value, checked, reference, key, attributes, listeners),
            "textarea" => VTag::__new_textarea(value, None, reference, key, attributes, listeners),
            tag => VTag::__new_other(AttrValue::Static(tag), reference, key, attributes, listeners, children),
        };
        element.into()
    }
}

/// What an attribute's value can be.
pub trait Attribute {
    /// Gives it to the attribute at a place of the names.
    fn put(self, at: usize, element: &mut Element);
}

impl Attribute for AttrValue {
    fn put(self, at: usize, element: &mut Element) {
        element.put(at, self);
    }
}

impl Attribute for &AttrValue {
    fn put(self, at: usize, element: &mut Element) {
        element.put(at, self.clone());
    }
}

impl Attribute for String {
    fn put(self, at: usize, element: &mut Element) {
        element.put(at, self.into());
    }
}

impl Attribute for &'static str {
    fn put(self, at: usize, element: &mut Element) {
        element.put(at, AttrValue::Static(self));
    }
}

impl Attribute for bool {
    fn put(self, at: usize, element: &mut Element) {
        if self {
            element.flag(at);
        }
    }
}

impl<T: Attribute> Attribute for Option<T> {
    fn put(self, at: usize, element: &mut Element) {
        if let Some(value) = self {
            value.put(at, element);
        }
    }
}

/// The value of a class: several names, of which some may not be there.
#[derive(Default)]
pub struct Class(String);

impl Class {
    /// Adds a name.
    pub fn add<'a>(&mut self, name: impl Into<Option<&'a str>>) {
        if let Some(name) = name.into() {
            self.push(name);
        }
    }

    #[inline(never)]
    fn push(&mut self, name: &str) {
        if !(name.is_empty() || self.0.is_empty()) {
            self.0.push(' ');
        }
        self.0.push_str(name);
    }
}

impl Attribute for Class {
    fn put(self, at: usize, element: &mut Element) {
        self.0.put(at, element);
    }
}

/// The names of several classes, as Yew has it but without a set: `classes!("card", is_open.then_some("open"))`.
macro_rules! classes {
    ($($name:expr),+) => {{
        let mut class = $crate::markup::Class::default();
        $(class.add($name);)+
        class
    }};
}

pub(crate) use classes;

/// What can stand in an element.
pub trait Child: Sized {
    /// Adds it to a list, or what it consists of.
    fn add(self, element: &mut Element);

    /// Makes it the only child; what can be several is a list nevertheless.
    fn only(self, element: &mut Element) {
        self.add(element);
    }
}

impl Child for VNode {
    fn add(self, element: &mut Element) {
        element.push(self);
    }

    fn only(self, element: &mut Element) {
        element.hold(self);
    }
}

/// Children that are one node each, and how they become it.
macro_rules! one_node {
    ($($kind:ty: $self:ident => $text:expr;)*) => {$(
        impl Child for $kind {
            fn add($self, element: &mut Element) {
                element.push($text);
            }

            fn only($self, element: &mut Element) {
                element.hold($text);
            }
        }
    )*};
}

one_node! {
    AttrValue: self => VText::new(self).into();
    &AttrValue: self => VText::new(self.clone()).into();
    String: self => VText::new(self).into();
    &String: self => self.as_str().to_node();
    &str: self => self.to_node();
    &&str: self => (*self).to_node();
    usize: self => self.to_string().to_node();
    u8: self => self.to_string().to_node();
}

trait ToNode {
    fn to_node(&self) -> VNode;
}

impl ToNode for str {
    fn to_node(&self) -> VNode {
        VText::new(self.to_owned()).into()
    }
}

impl<T: Child> Child for Option<T> {
    fn add(self, element: &mut Element) {
        element.add_all(self);
    }
}

impl<T: Child> Child for Vec<T> {
    fn add(self, element: &mut Element) {
        element.add_all(self);
    }
}

impl Child for ChildrenRenderer<VNode> {
    fn add(self, element: &mut Element) {
        element.add_all(self);
    }
}

#[cfg(test)]
mod tests {
    use super::html as ours;
    use crate::prerender::render;
    use yew::html as yews;
    use yew::prelude::{Callback, Html, Properties, component};

    /// The same notation for both macros, with what can differ from rendering to rendering.
    macro_rules! page {
        ($html:ident, $n:expr) => {{
            let n: usize = $n;
            let (text, class) = (format!("<{n}>"), if n == 1 { "" } else { "many" });
            let items = || (0..n).map(|at| $html! { <li key={at}>{ at }</li> });
            $html! {
                <>
                    <ul {class}>{ for items() }</ul>
                    <p class="fixed" hidden=true>{ text.clone() }</p>
                    <svg class="static" viewBox={format!("0 0 {n} 1")} width="3" height=4>
                        <path d="M0 0" /><text x={text.clone()}>{ "a" }{ (n > 1).then(|| text.clone()) }</text>
                    </svg>
                    <button type="button" {class} aria-label={(n == 1).then_some("one")} disabled={n == 1} />
                    <crate::ui::still::Still stamp="s" view={Callback::from(|()| $html! { <b>{ "still" }</b> })} />
                    <div><input type="text" value={text.clone()} checked={n == 1} /><textarea value={text.clone()} /></div>
                    if n == 1 { <i>{ &text }</i>{ "!" } } else if n == 2 { { "two" } }
                </>
            }
        }};
    }

    #[component]
    fn Ours(props: &N) -> Html {
        page!(ours, props.n)
    }

    #[component]
    fn Yews(props: &N) -> Html {
        page!(yews, props.n)
    }

    #[derive(Properties, PartialEq)]
    struct N {
        n: usize,
    }

    #[test]
    fn a_page_is_what_yews_own_macro_makes_of_it() {
        for n in 0..4 {
            let page = render::<Ours>(N { n });
            assert_eq!(page, render::<Yews>(N { n }));
            assert!(page.contains("width=\"3\" height=\"4\" class=\"static\""), "{page}");
        }
    }

    #[test]
    fn classes_that_are_not_there_leave_no_trace() {
        let html = |name: &'static str, is_there: bool| {
            let class = crate::markup::classes!(name, is_there.then_some("x"), "");
            ours! { <b {class} /> }
        };
        let check = |name, is_there, class: &'static str| {
            assert_eq!(html(name, is_there), ours! { <b class={class} /> });
        };
        check("a", true, "a x");
        check("a", false, "a");
        check("", true, "x");
        check("", false, "");
    }

    #[test]
    fn nodes_are_equal_to_those_of_yews_own_macro() {
        let nodes = |n| {
            (ours! { <ul>{ for (0..n).map(|at| ours! { <li key={at} /> }) }</ul> }, {
                yews! { <ul>{ for (0..n).map(|at| yews! { <li key={at} /> }) }</ul> }
            })
        };
        for n in 0..3 {
            let (ours, yews) = nodes(n);
            assert_eq!(ours, yews, "{n}");
        }
        assert_eq!(ours! { <p class="a"><b /></p> }, yews! { <p class="a"><b /></p> });
        assert_ne!(ours! { <p class="a"><b /></p> }, yews! { <p class="a"><i /></p> });
    }
}
