using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks.Running;

/// <summary>What happened, as hooks get it: names in the environment, and all of it as JSON on standard input.</summary>
internal static partial class HookValues
{
    // A single variable may hold 128 KB on Linux; whoever needs more reads standard input.
    private const int MaxCharacters = 32 * 1024;

    public static Dictionary<string, string> Environment(HookCall call, string folder)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOOK_EVENT"] = call.Happening.ToString(),
            ["SESSION_ID"] = call.SessionId,
            ["PLUGIN_ROOT"] = folder,
            ["CLAUDE_PLUGIN_ROOT"] = folder,
        };
        Add("TURN_ID", call.TurnId);
        Add("AGENT", call.AgentType);
        Add("WORKING_DIR", call.WorkingDirectory);
        Add("TOOL_NAME", call.ToolName);
        Add("TOOL_CALL_ID", call.ToolCallId);
        Add("ARGUMENTS", call.Arguments);
        Add("TOOL_INPUT", call.Arguments);
        Add("FILE", call.File);
        Add("TEXT", call.Text);
        Add("SOURCE", call.Source);
        return values;

        void Add(string name, string? value)
        {
            if (value is not null) values[name] = Fit(value);
        }
    }

    public static byte[] Json(HookCall call)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("hook_event_name", call.Happening.ToString());
            json.WriteString("session_id", call.SessionId);
            Write(json, "turn_id", call.TurnId);
            Write(json, "agent_type", call.AgentType);
            Write(json, "cwd", call.WorkingDirectory);
            Write(json, "tool_name", call.ToolName);
            Write(json, "tool_call_id", call.ToolCallId);
            if (call.Arguments is { } arguments)
            {
                json.WritePropertyName("tool_input");
                json.WriteRawValue(arguments);
            }

            Write(json, "file_path", call.File);
            Write(json, "text", call.Text);
            Write(json, "source", call.Source);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Puts values in place of their names. This is a text for an agent, never for a shell.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Names().Replace(
        text, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    /// <summary>A zero would end the value, and what is too long would keep the command from starting.</summary>
    private static string Fit(string value)
    {
        if (value.Length > MaxCharacters) value = $"{value[..(MaxCharacters / 2)]}[…]{value[^(MaxCharacters / 2)..]}";
        return new StringBuilder(value).Replace("\0", "").ToString();
    }

    [GeneratedRegex(@"\$(?<name>[A-Z][A-Z_]*)|\$\{(?<name>[A-Z][A-Z_]*)\}")]
    private static partial Regex Names();
}
