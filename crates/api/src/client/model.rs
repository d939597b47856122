//! A language model behind an OpenAI-compatible address, asked one question. Off unless a person configures one.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use super::base::Base;
use crate::ApiFailure;

/// A person waits for it, and there is an order without it.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The most an answer may hold.
const MOST_BYTES: usize = 256 * 1024;

/// A model at its address: https, or plain http on this machine. Follows no redirect, logs nothing.
pub struct Model {
    http: reqwest::Client,
    base: Base,
    name: String,
}

/// Why a model gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ModelFailure {
    /// It could not be reached, or not in time.
    #[error("it did not answer in time")]
    Unreachable,
    /// It refused.
    #[error("it answered with status {0}")]
    Status(u16),
    /// What came is no answer of a model.
    #[error("its answer could not be read")]
    Unreadable,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

impl Model {
    /// The model `name` behind `base`, for example `http://127.0.0.1:11434/v1`. A model on this machine mostly needs no key.
    ///
    /// # Errors
    /// The address or the key cannot be used, or this machine's trusted certificates cannot be read.
    pub fn new(base: &str, name: &str, key: Option<&SecretString>) -> Result<Model, ApiFailure> {
        let base = Base::parse(base)?;
        let http = super::http(&base, key, TIMEOUT)?;
        Ok(Model { http, base, name: name.to_owned() })
    }

    /// The address it is asked at.
    pub fn base_url(&self) -> &str {
        self.base.as_str()
    }

    /// What it answers to `question` under `rules`.
    ///
    /// # Errors
    /// [`ModelFailure`]; what the model said is not part of it.
    pub async fn ask(&self, rules: &str, question: &str) -> Result<String, ModelFailure> {
        let body = json!({
            "model": self.name,
            "temperature": 0,
            "messages": [{ "role": "system", "content": rules }, { "role": "user", "content": question }],
        });
        let sent = self.http.post(self.base.join(&["chat", "completions"])).json(&body).send();
        let mut response = sent.await.map_err(|_| ModelFailure::Unreachable)?;
        if !response.status().is_success() {
            return Err(ModelFailure::Status(response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| ModelFailure::Unreachable)? {
            if answer.len() + piece.len() > MOST_BYTES {
                return Err(ModelFailure::Unreadable);
            }
            answer.extend_from_slice(&piece);
        }
        let completion: Completion = serde_json::from_slice(&answer).map_err(|_| ModelFailure::Unreadable)?;
        completion.choices.into_iter().next().map(|choice| choice.message.content).ok_or(ModelFailure::Unreadable)
    }
}
