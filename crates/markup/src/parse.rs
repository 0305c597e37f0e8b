//! The notation: what stands between the braces of `html! { … }`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, Lit, LitStr, Result, Token, braced, token};

use crate::emit;

/// All of it: one node, or nothing.
pub struct Root(pub Option<Node>);

pub enum Node {
    Element(Box<Element>),
    /// `<>…</>`
    List(Vec<Node>),
    /// What Yew's macro makes, with our own nodes in it.
    Foreign(TokenStream),
    /// `{ … }`, or a literal.
    Value(Expr),
    /// `{ for … }`
    Values(Expr),
    If(If),
}

pub struct Element {
    pub tag: Ident,
    pub key: Option<Expr>,
    pub reference: Option<Expr>,
    /// In the order written, but the class last.
    pub attributes: Vec<(LitStr, Value)>,
    /// Of a field: what is no attribute.
    pub properties: Vec<(Ident, Expr)>,
    /// The name of each event, and what to do.
    pub listeners: Vec<(Ident, Expr)>,
    pub children: Vec<Node>,
}

/// The value of an attribute.
pub enum Value {
    Fixed(LitStr),
    Given(Expr),
}

impl Value {
    pub fn fixed(&self) -> Option<&LitStr> {
        match self {
            Value::Fixed(text) => Some(text),
            Value::Given(_) => None,
        }
    }
}

pub struct If {
    pub condition: Expr,
    pub then: Vec<Node>,
    pub otherwise: Vec<Node>,
}

/// Elements whose value is a property and no attribute.
const FIELDS: [&str; 2] = ["input", "textarea"];
/// What such an element has as a property.
const PROPERTIES: [&str; 2] = ["value", "checked"];

impl Parse for Root {
    fn parse(input: ParseStream) -> Result<Self> {
        let root = if input.is_empty() { None } else { Some(input.parse()?) };
        if input.is_empty() { Ok(Root(root)) } else { Err(input.error("only one root: put `<>…</>` around several")) }
    }
}

impl Parse for Node {
    fn parse(input: ParseStream) -> Result<Self> {
        if input.peek(Token![if]) {
            return input.parse().map(Node::If);
        }
        if input.peek(token::Brace) {
            return block(input);
        }
        if !input.peek(Token![<]) {
            return Ok(Node::Value(Expr::Lit(input.parse()?)));
        }
        if input.peek2(Token![>]) {
            let _: (Token![<], Token![>]) = (input.parse()?, input.parse()?);
            let nodes = nodes_until_close(input)?;
            close(input, None)?;
            return Ok(Node::List(nodes));
        }
        match is_element(input)? {
            true => input.parse().map(|element| Node::Element(Box::new(element))),
            false => foreign(input).map(Node::Foreign),
        }
    }
}

/// `{ … }`, whose braces say nothing.
fn block(input: ParseStream) -> Result<Node> {
    let content;
    braced!(content in input);
    if content.parse::<Option<Token![for]>>()?.is_some() {
        return content.parse().map(Node::Values);
    }
    let value = content.parse()?;
    if content.is_empty() { Ok(Node::Value(value)) } else { Err(content.error("a block holds one expression")) }
}

/// Whether an open tag is an element and no component, by its name or its path.
fn is_element(input: ParseStream) -> Result<bool> {
    let ahead = input.fork();
    let _: Token![<] = ahead.parse()?;
    let name = Ident::parse_any(&ahead)?.to_string();
    let is_path = ahead.peek(Token![::]);
    Ok(!is_path && !name.contains(|letter: char| letter.is_ascii_uppercase()))
}

/// Nodes up to a closing tag or the end.
fn nodes_until_close(input: ParseStream) -> Result<Vec<Node>> {
    let mut nodes = Vec::new();
    let is_closing = || input.peek(Token![<]) && input.peek2(Token![/]);
    while !(input.is_empty() || is_closing()) {
        nodes.push(input.parse()?);
    }
    Ok(nodes)
}

/// `</tag>`, or `</>`.
fn close(input: ParseStream, tag: Option<&Ident>) -> Result<()> {
    let _: (Token![<], Token![/]) = (input.parse()?, input.parse()?);
    if let Some(tag) = tag {
        let closed = Ident::parse_any(input)?;
        if closed != *tag {
            return Err(syn::Error::new(closed.span(), format!("expected `</{tag}>`")));
        }
    }
    input.parse::<Token![>]>().map(drop)
}

impl Parse for Element {
    fn parse(input: ParseStream) -> Result<Self> {
        let _: Token![<] = input.parse()?;
        let tag = Ident::parse_any(input)?;
        let mut element = Element {
            tag,
            key: None,
            reference: None,
            attributes: Vec::new(),
            properties: Vec::new(),
            listeners: Vec::new(),
            children: Vec::new(),
        };
        while !input.peek(Token![>]) && !input.peek(Token![/]) {
            element.parse_attribute(input)?;
        }
        // Where Yew's macro puts it: a page reads the same from both.
        element.attributes.sort_by_key(|(name, _)| name.value() == "class");
        if input.parse::<Option<Token![/]>>()?.is_some() {
            input.parse::<Token![>]>()?;
            return Ok(element);
        }
        input.parse::<Token![>]>()?;
        element.children = nodes_until_close(input)?;
        close(input, Some(&element.tag))?;
        Ok(element)
    }
}

impl Element {
    fn parse_attribute(&mut self, input: ParseStream) -> Result<()> {
        let (name, value) = attribute(input)?;
        let text = name.value();
        match text.as_str() {
            "key" => self.key = Some(value),
            "ref" => self.reference = Some(value),
            property if PROPERTIES.contains(&property) && FIELDS.iter().any(|field| self.tag == field) => {
                self.properties.push((Ident::new(&text, name.span()), value));
            }
            _ if text.starts_with("on") => self.listeners.push((Ident::new(&text, name.span()), value)),
            _ => self.attributes.extend(fixed(&name, value).map(|value| (name, value))),
        }
        Ok(())
    }
}

/// `name={value}`, `name="value"`, or `{name}`.
fn attribute(input: ParseStream) -> Result<(LitStr, Expr)> {
    if input.peek(token::Brace) {
        let content;
        braced!(content in input);
        let value: Expr = content.parse()?;
        let name = value.to_token_stream().to_string();
        return Ok((LitStr::new(&name, Span::call_site()), value));
    }
    let first = Ident::parse_any(input)?;
    let mut name = first.unraw().to_string();
    while input.parse::<Option<Token![-]>>()?.is_some() {
        name = format!("{name}-{}", Ident::parse_any(input)?);
    }
    input.parse::<Token![=]>()?;
    let value = if input.peek(token::Brace) {
        let content;
        braced!(content in input);
        content.parse()?
    } else {
        Expr::Lit(input.parse()?)
    };
    Ok((LitStr::new(&name, first.span()), value))
}

/// What an attribute is worth; none if it says that it is not there.
fn fixed(name: &LitStr, value: Expr) -> Option<Value> {
    let Expr::Lit(literal) = &value else { return Some(Value::Given(value)) };
    match &literal.lit {
        Lit::Str(text) if name.value() == "class" && text.value().is_empty() => None,
        Lit::Str(text) => Some(Value::Fixed(text.clone())),
        Lit::Bool(is_there) => is_there.value.then(|| Value::Fixed(name.clone())),
        Lit::Int(number) => Some(Value::Fixed(LitStr::new(number.base10_digits(), number.span()))),
        _ => Some(Value::Given(value)),
    }
}

impl Parse for If {
    fn parse(input: ParseStream) -> Result<Self> {
        let _: Token![if] = input.parse()?;
        let condition = Expr::parse_without_eager_brace(input)?;
        let then = branch(input)?;
        let otherwise = match input.parse::<Option<Token![else]>>()? {
            None => Vec::new(),
            Some(_) if input.peek(Token![if]) => vec![Node::If(input.parse()?)],
            Some(_) => branch(input)?,
        };
        Ok(If { condition, then, otherwise })
    }
}

fn branch(input: ParseStream) -> Result<Vec<Node>> {
    let content;
    braced!(content in input);
    let nodes = nodes_until_close(&content)?;
    if content.is_empty() { Ok(nodes) } else { Err(content.error("nothing is open here")) }
}

/// The tokens of an element that Yew's macro makes; its children are ours.
fn foreign(input: ParseStream) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    tokens.extend(input.parse::<Token![<]>()?.to_token_stream());
    let is_alone = tag_end(input, &mut tokens)?;
    if !is_alone {
        for child in nodes_until_close(input)? {
            let child = emit::node(&child);
            tokens.extend(quote! { { #child } });
        }
        tokens.extend(input.parse::<Token![<]>()?.to_token_stream());
        tag_end(input, &mut tokens)?;
    }
    Ok(quote! { ::yew::html! { #tokens } })
}

/// Takes the rest of a tag; whether it was `<tag />`. Within generics, `<` and `>` belong to the name.
fn tag_end(input: ParseStream, tokens: &mut TokenStream) -> Result<bool> {
    let mut depth = 0;
    let mut is_alone = false;
    loop {
        is_alone = match input.parse::<TokenTree>()? {
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                tokens.extend([TokenTree::Punct(punct)]);
                match sign {
                    '<' => depth += 1,
                    '>' if depth == 0 => return Ok(is_alone),
                    '>' => depth -= 1,
                    _ => {}
                }
                sign == '/'
            }
            other => {
                tokens.extend([other]);
                false
            }
        };
    }
}
