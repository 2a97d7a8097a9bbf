using System.Text.Json;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>Field names, encoded once.</summary>
internal static class Field
{
    public static readonly JsonEncodedText Args = JsonEncodedText.Encode("args");
    public static readonly JsonEncodedText Command = JsonEncodedText.Encode("command");
    public static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    public static readonly JsonEncodedText Decision = JsonEncodedText.Encode("decision");
    public static readonly JsonEncodedText DurationMs = JsonEncodedText.Encode("duration_ms");
    public static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    public static readonly JsonEncodedText JobId = JsonEncodedText.Encode("job_id");
    public static readonly JsonEncodedText Result = JsonEncodedText.Encode("result");
    public static readonly JsonEncodedText RiskLevel = JsonEncodedText.Encode("risk_level");
    public static readonly JsonEncodedText RunId = JsonEncodedText.Encode("run_id");
    public static readonly JsonEncodedText SessionKey = JsonEncodedText.Encode("session_key");
    public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    public static readonly JsonEncodedText StepType = JsonEncodedText.Encode("step_type");
    public static readonly JsonEncodedText ToolId = JsonEncodedText.Encode("tool_id");
    public static readonly JsonEncodedText ToolName = JsonEncodedText.Encode("tool_name");
    public static readonly JsonEncodedText TokensUsed = JsonEncodedText.Encode("tokens_used");
}
