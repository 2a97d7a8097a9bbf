using System.Text.Json;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Field names, encoded once.</summary>
internal static class Field
{
    public static readonly JsonEncodedText AgentType = JsonEncodedText.Encode("agentType");
    public static readonly JsonEncodedText Approved = JsonEncodedText.Encode("approved");
    public static readonly JsonEncodedText Archived = JsonEncodedText.Encode("archived");
    public static readonly JsonEncodedText Args = JsonEncodedText.Encode("args");
    public static readonly JsonEncodedText CachedTokens = JsonEncodedText.Encode("cachedTokens");
    public static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    public static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    public static readonly JsonEncodedText Context = JsonEncodedText.Encode("context");
    public static readonly JsonEncodedText ContextTokens = JsonEncodedText.Encode("contextTokens");
    public static readonly JsonEncodedText CostMicroDollars = JsonEncodedText.Encode("costMicroDollars");
    public static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("createdAt");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
    public static readonly JsonEncodedText Delta = JsonEncodedText.Encode("delta");
    public static readonly JsonEncodedText Description = JsonEncodedText.Encode("description");
    public static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    public static readonly JsonEncodedText ExitCode = JsonEncodedText.Encode("exitCode");
    public static readonly JsonEncodedText ExpiresAt = JsonEncodedText.Encode("expiresAt");
    public static readonly JsonEncodedText FinalText = JsonEncodedText.Encode("finalText");
    public static readonly JsonEncodedText FirstSeq = JsonEncodedText.Encode("firstSeq");
    public static readonly JsonEncodedText FromSeq = JsonEncodedText.Encode("fromSeq");
    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    public static readonly JsonEncodedText InputTokens = JsonEncodedText.Encode("inputTokens");
    public static readonly JsonEncodedText Iteration = JsonEncodedText.Encode("iteration");
    public static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    public static readonly JsonEncodedText LastActivityAt = JsonEncodedText.Encode("lastActivityAt");
    public static readonly JsonEncodedText LastSeq = JsonEncodedText.Encode("lastSeq");
    public static readonly JsonEncodedText MaxContextTokens = JsonEncodedText.Encode("maxContextTokens");
    public static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    public static readonly JsonEncodedText Model = JsonEncodedText.Encode("model");
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    public static readonly JsonEncodedText OptionId = JsonEncodedText.Encode("optionId");
    public static readonly JsonEncodedText Options = JsonEncodedText.Encode("options");
    public static readonly JsonEncodedText Outcome = JsonEncodedText.Encode("outcome");
    public static readonly JsonEncodedText Output = JsonEncodedText.Encode("output");
    public static readonly JsonEncodedText OutputTokens = JsonEncodedText.Encode("outputTokens");
    public static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
    public static readonly JsonEncodedText Phase = JsonEncodedText.Encode("phase");
    public static readonly JsonEncodedText Provider = JsonEncodedText.Encode("provider");
    public static readonly JsonEncodedText Questions = JsonEncodedText.Encode("questions");
    public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    public static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestId");
    public static readonly JsonEncodedText Role = JsonEncodedText.Encode("role");
    public static readonly JsonEncodedText Sandbox = JsonEncodedText.Encode("sandbox");
    public static readonly JsonEncodedText Seq = JsonEncodedText.Encode("seq");
    public static readonly JsonEncodedText Session = JsonEncodedText.Encode("session");
    public static readonly JsonEncodedText SessionId = JsonEncodedText.Encode("sessionId");
    public static readonly JsonEncodedText Size = JsonEncodedText.Encode("size");
    public static readonly JsonEncodedText State = JsonEncodedText.Encode("state");
    public static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    public static readonly JsonEncodedText SteerId = JsonEncodedText.Encode("steerId");
    public static readonly JsonEncodedText TenantId = JsonEncodedText.Encode("tenantId");
    public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    public static readonly JsonEncodedText TextSoFar = JsonEncodedText.Encode("textSoFar");
    public static readonly JsonEncodedText ToSeq = JsonEncodedText.Encode("toSeq");
    public static readonly JsonEncodedText ToolCallId = JsonEncodedText.Encode("toolCallId");
    public static readonly JsonEncodedText ToolName = JsonEncodedText.Encode("toolName");
    public static readonly JsonEncodedText Ts = JsonEncodedText.Encode("ts");
    public static readonly JsonEncodedText TurnId = JsonEncodedText.Encode("turnId");
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText UpdatedAt = JsonEncodedText.Encode("updatedAt");
}
