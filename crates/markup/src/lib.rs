//! `html!` as Yew has it, for a program that must be small.
//!
//! Yew's macro writes each element out where it stands: some hundred bytes of stores for a tag, its reference, its list
//! of children. Ours reads the same notation and writes a few calls instead:
//!
//! ```text
//! <text class="lane" x={x}>{ name }</text>
//!     ─▶ let mut element = Element::new(&Shape { tag: "text", names: &["class", "x"], fixed: &[Some("lane"), None] });
//!        Attribute::put(x, 1, &mut element);
//!        Child::only(name, &mut element);
//!        element.node()
//! ```
//!
//! `crate::markup` of the app is the other half: `Element` and the two traits. What comes out are Yew's nodes, the same
//! as from Yew's macro, so both can be mixed.
//!
//! Left to Yew's macro: components. Left out altogether: dynamic tags, properties by `~`, and loops other than
//! `{ for … }`.

mod emit;
mod parse;

use proc_macro::TokenStream;

/// Yew's `html!`, in fewer bytes.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    let root = syn::parse_macro_input!(input as parse::Root);
    emit::root(&root).into()
}
