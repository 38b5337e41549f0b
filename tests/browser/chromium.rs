//! A real Chromium, driven over chromedriver.

use std::io::{BufRead, BufReader};
use std::panic::resume_unwind;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long a test waits for a screen that must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether `./check` runs, which installs what the tests need; `./check quick` may leave things out.
fn is_everything_asked_for() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_CHECK").is_ok_and(|what| what == "all")
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    let silent = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok()
}

/// A chromedriver, which ends with this.
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        Driver { child, url }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads what the page wrote into its console.
#[derive(Debug)]
struct ReadConsole;

impl WebDriverCompatibleCommand for ReadConsole {
    fn endpoint(&self, base_url: &url::Url, session_id: Option<&str>) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/se/log", session_id.unwrap()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

/// A command of the protocol Chromium's own tools speak.
#[derive(Debug)]
struct OfTools(Value);

impl WebDriverCompatibleCommand for OfTools {
    fn endpoint(&self, base_url: &url::Url, session_id: Option<&str>) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

/// A browser with one window.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) client: Client,
}

/// Runs a test in a browser of its own. Where there is none it says so, and fails only in `./check`, which brings it.
pub(crate) async fn in_browser<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Browser) -> F) {
    if !is_there("chromedriver") {
        assert!(!is_everything_asked_for(), "chromedriver is missing");
        eprintln!("SKIPPED: chromedriver is missing; ./check installs chromium and chromium-driver");
        return;
    }
    let driver = Driver::start();
    // Without motion: half faded from dark to light, a text has no contrast yet.
    let capabilities = json!({
        "goog:chromeOptions": {"args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--window-size=1000,900", "--force-prefers-reduced-motion",
        ]},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities.as_object().unwrap().clone())
        .connect(&driver.url)
        .await
        .unwrap();
    let browser = Browser { client: client.clone() };
    // The browser goes even when the test fails.
    let ended = tokio::spawn(test(browser)).await;
    client.close().await.unwrap();
    drop(driver);
    if let Err(failed) = ended {
        resume_unwind(failed.into_panic());
    }
}

impl Browser {
    pub(crate) async fn goes(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    async fn comes(&self, css: &str) -> fantoccini::elements::Element {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        match found {
            Ok(element) => element,
            Err(error) => {
                let text = self.client.source().await.unwrap_or_default();
                panic!("{css} does not come: {error}\n{text}");
            }
        }
    }

    /// Waits for a screen.
    pub(crate) async fn is(&self, screen: &str) {
        self.comes(&format!("[data-testid=screen][data-screen={screen}]")).await;
    }

    /// Waits for a screen, looks at it as one who cannot see would, on small and large displays, and loads it again.
    pub(crate) async fn is_sound(&self, screen: &str) {
        self.is(screen).await;
        self.has_no_barriers(screen).await;
        self.fits_displays(screen).await;
        self.client.refresh().await.unwrap();
        self.is(screen).await;
    }

    /// Waits for an element with this test id, and maybe more.
    pub(crate) async fn sees(&self, test_id: &str, more: &str) {
        self.comes(&format!("[data-testid=\"{test_id}\"]{more}")).await;
    }

    pub(crate) async fn has(&self, test_id: &str) -> bool {
        let css = format!("[data-testid=\"{test_id}\"]");
        !self.client.find_all(Locator::Css(&css)).await.unwrap().is_empty()
    }

    pub(crate) async fn clicks(&self, test_id: &str) {
        self.comes(&format!("[data-testid=\"{test_id}\"]"))
            .await
            .click()
            .await
            .unwrap();
    }

    pub(crate) async fn types(&self, test_id: &str, text: &str) {
        let field = self.comes(&format!("[data-testid=\"{test_id}\"]")).await;
        field.send_keys(text).await.unwrap();
    }

    pub(crate) async fn reads(&self, test_id: &str) -> String {
        self.comes(&format!("[data-testid=\"{test_id}\"]"))
            .await
            .text()
            .await
            .unwrap()
    }

    /// What a script gives.
    pub(crate) async fn runs(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Does what Chromium's own tools can.
    pub(crate) async fn tools(&self, command: &str, parameters: Value) -> Value {
        let command = OfTools(json!({"cmd": command, "params": parameters}));
        self.client.issue_cmd(command).await.unwrap()
    }

    /// Nothing sticks out to the side, on a phone, a tablet and a desk.
    pub(crate) async fn fits_displays(&self, screen: &str) {
        for width in [360, 768, 1280] {
            let display = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == 360});
            self.tools("Emulation.setDeviceMetricsOverride", display).await;
            let wide = self.runs("return document.scrollingElement.scrollWidth").await;
            assert!(
                wide.as_u64().unwrap() <= width,
                "{screen} is {wide} px wide on {width} px"
            );
        }
        self.tools("Emulation.clearDeviceMetricsOverride", json!({})).await;
    }

    /// No finding of axe-core that is serious or worse, in the dark or in the light.
    pub(crate) async fn has_no_barriers(&self, screen: &str) {
        for scheme in ["dark", "light"] {
            let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
            self.tools("Emulation.setEmulatedMedia", feature).await;
            self.has_no_barriers_in(screen, scheme).await;
        }
    }

    async fn has_no_barriers_in(&self, screen: &str, scheme: &str) {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node_modules/axe-core/axe.min.js");
        let Ok(axe) = std::fs::read_to_string(&axe) else {
            assert!(!is_everything_asked_for(), "{} is missing", axe.display());
            eprintln!("SKIPPED: {} is missing; ./check installs it", axe.display());
            return;
        };
        self.runs(&axe).await;
        // What turns for ever is not waited for.
        let script = "const done = arguments[0]; Promise.allSettled(document.getAnimations().filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished)).then(() => axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations \
                      .filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ': ' + one.nodes[0].html))))";
        let found = self.client.execute_async(script, Vec::new()).await.unwrap();
        assert_eq!(found, json!([]), "{screen} ({scheme})");
    }

    /// No error in the browser's console since it was last read.
    pub(crate) async fn has_no_errors(&self) {
        let lines = self.client.issue_cmd(&ReadConsole).await.unwrap();
        let errors: Vec<&Value> = lines
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["level"] == "SEVERE")
            // What a browser says of every frame of another origin; the field is reached all the same.
            .filter(|line| !line["message"].as_str().unwrap().contains("Blocked autofocusing"))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}
