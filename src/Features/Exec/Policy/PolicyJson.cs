using System.Text.Json;
using Carillon.Core.Errors;

namespace Carillon.Features.Exec.Policy;

/// <summary>How a policy stands in its file and on the wire. Aleph's other names for the same things are read as well.</summary>
internal static class PolicyJson
{
    private const int FormatVersion = 1;
    private const int MaxEntries = 10_000;

    /// <summary>Errors: Invalid, naming the place.</summary>
    public static ExecPolicy Read(JsonElement json)
    {
        try
        {
            return ReadPolicy(json);
        }
        catch (InvalidOperationException broken)
        {
            throw new CarillonException(ErrorCode.Invalid, "the policy holds half a character", broken);
        }
    }

    public static byte[] Write(ExecPolicy policy)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", FormatVersion);
            json.WriteString("security", WordOf(policy.Security));
            json.WriteString("ask", WordOf(policy.Ask));
            json.WriteString("ask_fallback", "deny");
            json.WriteBoolean("terminals", policy.Terminals);
            WriteLists(json, policy.Allowlist, policy.Denylist);
            json.WriteStartObject("agents");
            foreach (var (name, agent) in policy.Agents)
            {
                json.WriteStartObject(name);
                if (agent.Security is { } security) json.WriteString("security", WordOf(security));
                if (agent.Ask is { } ask) json.WriteString("ask", WordOf(ask));
                WriteLists(json, agent.Allowlist, agent.Denylist);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static ExecPolicy ReadPolicy(JsonElement json)
    {
        var policy = new ExecPolicy();
        foreach (var member in Members(json, "the policy"))
        {
            policy = member.Name switch
            {
                "version" => member.Value is { ValueKind: JsonValueKind.Number } && member.Value.TryGetInt32(out var version) && version == FormatVersion
                    ? policy
                    : throw Wrong("version", $"{FormatVersion}"),
                "defaults" => ReadDefaults(policy, member.Value),
                "terminals" => policy with { Terminals = Flag(member.Value) },
                "agents" => policy with { Agents = ReadAgents(member.Value) },
                "allowlist" => policy with { Allowlist = List(member.Value, "allowlist") },
                "denylist" or "blocklist" => policy with { Denylist = List(member.Value, member.Name) },
                _ => ReadDefault(policy, member, ""),
            };
        }

        return policy;
    }

    private static ExecPolicy ReadDefaults(ExecPolicy policy, JsonElement json)
    {
        foreach (var member in Members(json, "defaults")) policy = ReadDefault(policy, member, "defaults.");
        return policy;
    }

    private static ExecPolicy ReadDefault(ExecPolicy policy, JsonProperty member, string place) => member.Name switch
    {
        "security" => policy with { Security = Security(member.Value, place + member.Name) },
        "ask" => policy with { Ask = Ask(member.Value, place + member.Name) },
        "ask_fallback" => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == "deny" ? policy : throw Wrong(place + "ask_fallback", "deny: nobody's silence is a yes"),
        _ => throw Unknown(place + member.Name),
    };

    private static Dictionary<string, AgentPolicy> ReadAgents(JsonElement json)
    {
        var agents = new Dictionary<string, AgentPolicy>(StringComparer.Ordinal);
        foreach (var named in Members(json, "agents"))
        {
            var agent = new AgentPolicy(null, null, [], []);
            foreach (var member in Members(named.Value, $"agents.{named.Name}"))
            {
                var place = $"agents.{named.Name}.{member.Name}";
                agent = member.Name switch
                {
                    "security" => agent with { Security = Security(member.Value, place) },
                    "ask" => agent with { Ask = Ask(member.Value, place) },
                    "allowlist" => agent with { Allowlist = List(member.Value, place) },
                    "denylist" or "blocklist" => agent with { Denylist = List(member.Value, place) },

                    // Aleph's skills are not known here, so nothing can be allowed by them.
                    "auto_allow_skills" or "skill_allowlist" => agent,
                    _ => throw Unknown(place),
                };
            }

            agents[named.Name] = agent;
        }

        return agents;
    }

    private static List<ListedCommand> List(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Array) throw Wrong(place, "a list");
        if (json.GetArrayLength() > MaxEntries) throw Wrong(place, $"a list of at most {MaxEntries} entries");
        return [.. json.EnumerateArray().Select((entry, i) => Entry(entry, $"{place}.{i}"))];
    }

    private static ListedCommand Entry(JsonElement json, string place)
    {
        if (json.ValueKind == JsonValueKind.String) return new ListedCommand(Filled(json, place), null);
        string? pattern = null, line = null;
        foreach (var member in Members(json, place))
        {
            if (member.Name == "pattern") pattern = Filled(member.Value, $"{place}.pattern");
            else if (member.Name == "command") line = Filled(member.Value, $"{place}.command");
            else throw Unknown($"{place}.{member.Name}");
        }

        return (pattern is null) != (line is null) ? new ListedCommand(pattern, line) : throw Wrong(place, "either a pattern or a command");
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string place) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw Wrong(place, "an object");

    private static string Filled(JsonElement json, string place) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 and <= CommandBounds.MaxLength } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Wrong(place, "a text");

    private static bool Flag(JsonElement json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Wrong("terminals", "true or false");

    private static ExecSecurity Security(JsonElement json, string place) => Word(json) switch
    {
        "deny" => ExecSecurity.Deny,
        "allowlist" => ExecSecurity.Allowlist,
        "full" => ExecSecurity.Full,
        _ => throw Wrong(place, "deny, allowlist or full"),
    };

    private static ExecAsk Ask(JsonElement json, string place) => Word(json) switch
    {
        "off" => ExecAsk.Off,
        "on_miss" => ExecAsk.OnMiss,
        "always" => ExecAsk.Always,
        _ => throw Wrong(place, "off, on_miss or always"),
    };

    private static string? Word(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()!.Replace('-', '_') : null;

    private static string WordOf(ExecSecurity security) => security switch
    {
        ExecSecurity.Deny => "deny",
        ExecSecurity.Full => "full",
        _ => "allowlist",
    };

    private static string WordOf(ExecAsk ask) => ask switch
    {
        ExecAsk.Off => "off",
        ExecAsk.Always => "always",
        _ => "on_miss",
    };

    private static void WriteLists(Utf8JsonWriter json, IReadOnlyList<ListedCommand> allowed, IReadOnlyList<ListedCommand> denied)
    {
        WriteList(json, "allowlist", allowed);
        WriteList(json, "denylist", denied);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<ListedCommand> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            if (entry.Pattern is { } pattern) json.WriteString("pattern", pattern);
            if (entry.Line is { } line) json.WriteString("command", line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static CarillonException Wrong(string place, string wanted) => new(ErrorCode.Invalid, $"{place} is to be {wanted}");

    private static CarillonException Unknown(string place) => new(ErrorCode.Invalid, $"there is no {place}");
}
