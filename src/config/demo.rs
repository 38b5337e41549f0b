//! `demo`: where the emulator and the lender of a demo are.

use std::net::IpAddr;

use clap::Args;

use super::parse_url;

/// What `demo --help` adds.
pub(super) const HELP: &str = "\
Everything is in memory and gone afterwards. In containers, where every part has an address inside and one outside:

  bankconnect-emulator demo --no-open --host 0.0.0.0 --lender-port 9000 \\
      --url http://bankconnect:8080 --public-url http://localhost:8080 \\
      --lender-url http://localhost:9000 --webhook-url http://lender:9000/webhook";

/// A demo.
#[derive(Args, Clone, Debug)]
#[command(next_line_help = false)]
pub struct DemoArguments {
    /// The address emulator and lender listen on
    #[arg(long, env = "BANKCONNECT_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The emulator's port [default: 8080, or a free one when it is taken]
    #[arg(long, env = "BANKCONNECT_PORT")]
    pub port: Option<u16>,
    /// The lender's port [default: 9000, or a free one when it is taken]
    #[arg(long, env = "BANKCONNECT_LENDER_PORT")]
    pub lender_port: Option<u16>,
    /// Do not open the guide in the browser
    #[arg(long)]
    pub no_open: bool,
    /// Show an emulator that runs already, instead of starting one
    #[arg(long, env = "BANKCONNECT_URL", value_name = "URL", value_parser = parse_url)]
    pub url: Option<String>,
    /// The emulator's address as browsers see it [default: the one it is called at]
    #[arg(long, env = "BANKCONNECT_PUBLIC_URL", value_name = "URL", value_parser = parse_url)]
    pub public_url: Option<String>,
    /// The lender's address as browsers see it [default: the one it listens on]
    #[arg(long, env = "BANKCONNECT_LENDER_URL", value_name = "URL", value_parser = parse_url)]
    pub lender_url: Option<String>,
    /// Where the emulator reaches the lender with webhooks [default: the lender's address and /webhook]
    #[arg(long, env = "BANKCONNECT_WEBHOOK_URL", value_name = "URL", value_parser = parse_url)]
    pub webhook_url: Option<String>,
    /// What webhooks carry as x-secret-key
    #[arg(
        long,
        env = "BANKCONNECT_WEBHOOK_SECRET",
        value_name = "SECRET",
        default_value = "demo-webhook-secret",
        hide_env_values = true
    )]
    pub webhook_secret: String,
}
