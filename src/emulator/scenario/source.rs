//! Where the texts of scenarios come from: the library inside the binary, or a disk.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::emulator::scenario::library::library;
use crate::scenario::read::Source;

/// The largest scenario file that is read. Our choice: the largest of ours has 6 kB.
pub const SIZE_BYTES_MAX: u64 = 1 << 20;
/// The largest statement a scenario may name; the service takes 15 MB.
const PAPER_BYTES_MAX: u64 = 64 << 20;

/// What files a scenario may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FilesOf {
    /// Those of the library alone.
    Library,
    /// Those of the disk, seen from the scenario.
    Disk,
}

impl Source for FilesOf {
    fn read(&self, from: &str, name: &str) -> Result<(String, String), String> {
        let path = beside(from, name);
        match self {
            FilesOf::Library => {
                let wanted = path.to_string_lossy().replace('\\', "/");
                let found = library().iter().find(|embedded| embedded.file == wanted);
                let embedded = found.ok_or("there is no such file in the library")?;
                Ok((embedded.file.to_owned(), embedded.text.to_owned()))
            }
            FilesOf::Disk => Ok((path.display().to_string(), text_of(&path)?)),
        }
    }
}

impl FilesOf {
    /// The bytes of a file a scenario names.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn bytes(self, from: &str, name: &str) -> Result<Vec<u8>, String> {
        match self {
            FilesOf::Library => Err("a scenario that does not come from a disk can name no file".to_owned()),
            FilesOf::Disk => bytes_of(&beside(from, name), PAPER_BYTES_MAX),
        }
    }
}

/// The text of a file.
///
/// # Errors
/// Why it cannot be read, in words.
pub(super) fn text_of(path: &Path) -> Result<String, String> {
    String::from_utf8(bytes_of(path, SIZE_BYTES_MAX)?).map_err(|_| "it is not UTF-8 text".to_owned())
}

fn bytes_of(path: &Path, size_bytes_max: u64) -> Result<Vec<u8>, String> {
    let about = fs::metadata(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else {
            error.to_string()
        }
    })?;
    if about.is_dir() {
        return Err("it is a directory".to_owned());
    }
    let too_large = |size: u64| {
        format!(
            "it has {} kB; at most {} kB are read",
            size.div_ceil(1024),
            size_bytes_max / 1024
        )
    };
    if about.len() > size_bytes_max {
        return Err(too_large(about.len()));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    // What is no plain file may say that it is empty and never end.
    let read = file.take(size_bytes_max + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > size_bytes_max {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// A file as seen from another, without `..` where that can be.
fn beside(from: &str, name: &str) -> PathBuf {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for component in folder.join(name).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if path.components().next_back().is_some_and(is_folder) => drop(path.pop()),
            Component::Prefix(_) | Component::RootDir | Component::ParentDir | Component::Normal(_) => {
                path.push(component);
            }
        }
    }
    path
}

fn is_folder(component: Component<'_>) -> bool {
    matches!(component, Component::Normal(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_the_file_they_stand_in() {
        for (from, name, expected) in [
            ("a/b.yaml", "c.yaml", "a/c.yaml"),
            ("b.yaml", "./c.yaml", "c.yaml"),
            ("a/x/b.yaml", "../c.yaml", "a/c.yaml"),
            ("b.yaml", "../c.yaml", "../c.yaml"),
            ("a/b.yaml", "/c.yaml", "/c.yaml"),
        ] {
            assert_eq!(beside(from, name), Path::new(expected), "{from} {name}");
        }
    }
}
