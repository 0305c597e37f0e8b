//! What a package says of itself: `imsmanifest.xml` for SCORM, `cmi5.xml` for cmi5.
//!
//! Sources: SCORM 1.2 Content Aggregation Model (ADL 2001); SCORM 2004 4th Edition CAM (ADL 2009); cmi5 Quartz (AICC
//! and ADL 2016), course structure.
//!
//! What counts as known stands in the data that the system hands to the shell at launch (`pass=80`), and not as a
//! mastery score of the standards: a system judges by that whenever a student leaves, and one who is half through would
//! have failed. cmi5 judges nothing by itself, so there it is both.

use super::{Standard, listing::Course};
use std::{collections::BTreeSet, fmt::Write as _};

/// The share of cards right, in per cent, from which a topic is passed.
const PASS: u32 = 80;
/// The name of the whole course.
const COURSE: &str = "Faultline: reliable distributed systems";

/// The name and the text of the file. `shared` are the paths of all files but the launch pages.
pub fn write(standard: Standard, courses: &[Course], shared: &BTreeSet<String>) -> (&'static str, String) {
    match standard {
        Standard::Scorm12 => ("imsmanifest.xml", scorm(&SCORM_12, courses, shared)),
        Standard::Scorm2004 => ("imsmanifest.xml", scorm(&SCORM_2004, courses, shared)),
        Standard::Cmi5 => ("cmi5.xml", cmi5(courses)),
    }
}

/// A text for XML and HTML, in an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// In what the manifests of the two SCORM versions differ.
struct Scorm {
    /// Attributes of the root: the vocabularies.
    namespaces: &'static str,
    version: &'static str,
    /// The element of an item that holds the launch data.
    data: &'static str,
    /// The attribute of a resource that tells a sharable content object from an asset.
    kind: &'static str,
    /// What else an item says.
    item: &'static str,
    /// What else the organization says.
    organization: &'static str,
}

const SCORM_12: Scorm = Scorm {
    namespaces: "xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\"\n  \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\"",
    version: "1.2",
    data: "adlcp:datafromlms",
    kind: "adlcp:scormtype",
    item: "",
    organization: "",
};

const SCORM_2004: Scorm = Scorm {
    namespaces: "xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"\n  \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\"\n  \
                 xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\"",
    version: "2004 4th Edition",
    data: "adlcp:dataFromLMS",
    kind: "adlcp:scormType",
    // The shell says itself what is completed and passed.
    item: "        <imsss:sequencing>\n          \
           <imsss:deliveryControls completionSetByContent=\"true\" objectiveSetByContent=\"true\"/>\n        \
           </imsss:sequencing>\n",
    organization: "      <imsss:sequencing>\n        \
                   <imsss:controlMode choice=\"true\" flow=\"true\"/>\n      </imsss:sequencing>\n",
};

/// What a package is called: by its topic, or as the whole.
fn title(courses: &[Course]) -> String {
    match courses {
        [course] => format!("Faultline: {}", course.title),
        _ => COURSE.to_owned(),
    }
}

/// What tells a package from others.
fn identifier(courses: &[Course]) -> String {
    match courses {
        [course] => format!("faultline-{}", course.id),
        _ => "faultline".to_owned(),
    }
}

fn scorm(scorm: &Scorm, courses: &[Course], shared: &BTreeSet<String>) -> String {
    let Scorm { namespaces, version, data, kind, item, organization } = scorm;
    let (identifier, title) = (identifier(courses), escape(&title(courses)));
    let (mut items, mut resources) = (String::new(), String::new());
    for course in courses {
        let (id, launch, title) = (&course.id, course.launch(), escape(&course.title));
        let _ = write!(
            items,
            "      <item identifier=\"item-{id}\" identifierref=\"sco-{id}\">\n        <title>{title}</title>\n        \
             <{data}>pass={PASS}</{data}>\n{item}      </item>\n"
        );
        let _ = write!(
            resources,
            "    <resource identifier=\"sco-{id}\" type=\"webcontent\" {kind}=\"sco\" href=\"{launch}\">\n      \
             <file href=\"{launch}\"/>\n      <dependency identifierref=\"shared\"/>\n    </resource>\n"
        );
    }
    let files: String = shared.iter().map(|path| format!("      <file href=\"{}\"/>\n", escape(path))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"{identifier}\" version=\"1.0\"\n  \
         {namespaces}>\n  <metadata>\n    <schema>ADL SCORM</schema>\n    <schemaversion>{version}</schemaversion>\n  \
         </metadata>\n  <organizations default=\"course\">\n    <organization identifier=\"course\">\n      \
         <title>{title}</title>\n{items}{organization}    </organization>\n  </organizations>\n  <resources>\n\
         {resources}    <resource identifier=\"shared\" type=\"webcontent\" {kind}=\"asset\">\n{files}    </resource>\n  \
         </resources>\n</manifest>\n"
    )
}

fn cmi5(courses: &[Course]) -> String {
    let said = |element: &str, text: &str| {
        format!("<{element}><langstring lang=\"en\">{}</langstring></{element}>", escape(text))
    };
    let identifier = identifier(courses);
    let mut parts = String::new();
    for course in courses {
        let (id, launch) = (&course.id, course.launch());
        let mastery = format!("{}.{:02}", PASS / 100, PASS % 100);
        let _ = write!(
            parts,
            "  <au id=\"urn:faultline:topic:{id}\" moveOn=\"Completed\" masteryScore=\"{mastery}\">\n    {}\n    {}\n    \
             <url>{launch}</url>\n    <launchParameters>pass={PASS}</launchParameters>\n  </au>\n",
            said("title", &course.title),
            said("description", &course.question),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <courseStructure xmlns=\"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd\">\n  \
         <course id=\"urn:{identifier}:course\">\n    {}\n    {}\n  </course>\n{parts}</courseStructure>\n",
        said("title", &title(courses)),
        said("description", "Predict what a cluster will do, run it, break it, and see why."),
    )
}
