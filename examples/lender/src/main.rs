//! The lender by itself: `kadamba-credit --bankconnect-url http://127.0.0.1:8080/bank-connect`.

use std::io::Write;
use std::net::SocketAddr;

use clap::Parser;
use kadamba_credit::Settings;

/// An invented lender that uses BankConnect.
#[derive(Parser, Debug)]
#[command(version, about)]
struct Arguments {
    /// The address to listen on
    #[arg(long, env = "KADAMBA_LISTEN", default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// Its own address as browsers see it [default: the one it listens on]
    #[arg(long, env = "KADAMBA_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Where BankConnect reaches it with webhooks [default: the public URL and /webhook]
    #[arg(long, env = "KADAMBA_WEBHOOK_URL", value_name = "URL")]
    webhook_url: Option<String>,
    /// What BankConnect is to send along as x-secret-key
    #[arg(
        long,
        env = "KADAMBA_WEBHOOK_SECRET",
        default_value = "kadamba-webhook-secret",
        hide_env_values = true
    )]
    webhook_secret: String,
    /// BankConnect, up to and with /bank-connect
    #[arg(
        long,
        env = "KADAMBA_BANKCONNECT_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/bank-connect"
    )]
    bankconnect_url: String,
    /// Where BankConnect's pages are, as browsers see them [default: the host of --bankconnect-url]
    #[arg(long, env = "KADAMBA_PAGES_URL", value_name = "URL")]
    pages_url: Option<String>,
    /// The key BankConnect knows this lender by
    #[arg(long, env = "KADAMBA_API_KEY", default_value = "kadamba", hide_env_values = true)]
    api_key: String,
    /// What is sent beside it
    #[arg(long, env = "KADAMBA_SERVER_HASH", default_value = "kadamba", hide_env_values = true)]
    server_hash: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let lender = kadamba_credit::start(Settings {
        listen: arguments.listen,
        public_url: arguments.public_url,
        webhook_url: arguments.webhook_url,
        webhook_secret: arguments.webhook_secret,
        bankconnect_url: arguments.bankconnect_url,
        pages_url: arguments.pages_url,
        api_key: arguments.api_key,
        server_hash: arguments.server_hash,
        is_demo: false,
    })
    .await?;
    writeln!(std::io::stdout(), "Kadamba Credit is open at {}", lender.url())?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}
