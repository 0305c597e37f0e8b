//! What is written for the notation: calls of `crate::markup`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, LitStr};

use crate::parse::{Element, If, Node, Root, Value};

/// The variable that holds the element: not one of those that the author sees.
fn variable() -> Ident {
    Ident::new("element", Span::mixed_site())
}

/// The node that a whole `html!` stands for.
pub fn root(Root(root): &Root) -> TokenStream {
    root.as_ref().map_or_else(nothing, node)
}

fn nothing() -> TokenStream {
    quote! { <::yew::virtual_dom::VNode as ::std::default::Default>::default() }
}

/// An expression that is one of Yew's nodes.
pub fn node(node: &Node) -> TokenStream {
    match node {
        Node::Element(element) => self::element(element),
        Node::Foreign(made) => made.clone(),
        Node::Value(value) => quote! { ::yew::virtual_dom::VNode::from(#value) },
        Node::If(choice) => self::choice(choice),
        Node::List(nodes) => list(nodes),
        Node::Values(_) => list(std::slice::from_ref(node)),
    }
}

/// Several nodes as one.
fn list(nodes: &[Node]) -> TokenStream {
    let it = variable();
    let children = nodes.iter().map(add);
    quote! {{
        let mut #it = crate::markup::Element::list();
        #(#children)*
        #it.node()
    }}
}

fn choice(If { condition, then, otherwise }: &If) -> TokenStream {
    let [then, otherwise] = [then, otherwise].map(|nodes| match &nodes[..] {
        [] => nothing(),
        [one] => node(one),
        several => list(several),
    });
    quote! { if #condition { #then } else { #otherwise } }
}

fn element(element: &Element) -> TokenStream {
    let Element { tag, key, reference, attributes, properties, listeners, children } = element;
    let it = variable();
    let start = start(tag, attributes);
    let given = attributes.iter().enumerate().filter_map(|(at, (_, value))| match value {
        Value::Given(value) => Some(quote! { crate::markup::Attribute::put(#value, #at, &mut #it); }),
        Value::Fixed(_) => None,
    });
    let key = key.iter().map(|key| quote! { #it.key(#key); });
    let reference = reference.iter().map(|reference| quote! { #it.reference(#reference); });
    let properties = properties.iter().map(|(property, value)| quote! { #it.#property(#value); });
    let listeners = listeners.iter().map(|(event, on_event)| {
        quote! { #it.listen(::yew::html::#event::Wrapper::__macro_new(#on_event)); }
    });
    let children: Vec<TokenStream> = match &children[..] {
        [one] => vec![only(one)],
        several => several.iter().map(add).collect(),
    };
    quote! {{
        let mut #it = #start;
        #(#key)*
        #(#reference)*
        #(#given)*
        #(#properties)*
        #(#listeners)*
        #(#children)*
        #it.node()
    }}
}

/// The element with what is known of it before the program runs.
fn start(tag: &Ident, attributes: &[(LitStr, Value)]) -> TokenStream {
    let tag = LitStr::new(&tag.to_string(), tag.span());
    let names = attributes.iter().map(|(name, _)| name);
    if attributes.iter().all(|(_, value)| matches!(value, Value::Fixed(_))) {
        let values = attributes.iter().filter_map(|(_, value)| value.fixed());
        let value = quote! { ::yew::virtual_dom::AttributeOrProperty::Static };
        return quote! { crate::markup::Element::fixed(#tag, &[#((#names, #value(#values))),*]) };
    }
    let fixed = attributes.iter().map(|(_, value)| match value.fixed() {
        Some(value) => quote! { ::std::option::Option::Some(#value) },
        None => quote! { ::std::option::Option::None },
    });
    let shape = quote! { crate::markup::Shape { tag: #tag, names: &[#(#names),*], fixed: &[#(#fixed),*] } };
    quote! { crate::markup::Element::new(&#shape) }
}

/// Adds to an element's list of children.
fn add(child: &Node) -> TokenStream {
    let it = variable();
    match child {
        Node::Value(value) => quote! { crate::markup::Child::add(#value, &mut #it); },
        Node::Values(values) => quote! { #it.add_all(#values); },
        other => {
            let node = node(other);
            quote! { #it.push(#node); }
        }
    }
}

/// Gives an element the one child that it has.
fn only(child: &Node) -> TokenStream {
    let it = variable();
    match child {
        Node::Value(value) => quote! { crate::markup::Child::only(#value, &mut #it); },
        Node::Element(_) | Node::Foreign(_) => {
            let node = node(child);
            quote! { #it.hold(#node); }
        }
        _ => add(child),
    }
}
