using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Features.Hooks;
using Carillon.Server.Security;

namespace Carillon.Server.Configuration;

/// <summary>The configuration file, <c>carillon.json</c>: JSON, comments and trailing commas allowed, unknown names refused.</summary>
/// <remarks>Members have setters because generated code would overwrite the default of an init-only member that the file leaves out.</remarks>
public sealed record FileSettings
{
    /// <summary>Agents by name, beside the built-in <c>echo</c> and <c>demo</c>.</summary>
    public IReadOnlyDictionary<string, AgentSettings> Agents { get; set; } = new Dictionary<string, AgentSettings>();

    /// <summary>How the log is kept.</summary>
    public StorageSettings Storage { get; set; } = new();

    /// <summary>Sessions and their names.</summary>
    public SessionSettings Sessions { get; set; } = new();

    /// <summary>Permissions and questions.</summary>
    public ApprovalSettings Approvals { get; set; } = new();

    /// <summary>How peers prove who they are.</summary>
    public IdentitySettings Identity { get; set; } = new();

    /// <summary>Scheduled jobs.</summary>
    public CronSettings Cron { get; set; } = new();

    /// <summary>The watchers over this machine.</summary>
    public PerceptionSettings Perception { get; set; } = new();

    /// <summary>Web origins that may connect, such as <c>https://dashboard.example.com</c>; without credentials also those on this machine.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>What happens when something happens; see docs/hooks.md.</summary>
    public IReadOnlyList<HookSettings> Hooks { get; set; } = [];

    /// <summary>Reads the file; every mistake in it is reported at once, with its place.</summary>
    /// <exception cref="ServerStartException">It is not there, does not parse, or does not make sense.</exception>
    public static FileSettings Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            // The parser's own text repeats what it stumbled on, which may be a secret without its quotes.
            throw new ServerStartException(
                $"{path}, line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: this is not JSON. Look for a missing quote, comma or bracket.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    internal IReadOnlyList<HookDefinition> HookDefinitions() => [.. Hooks.Select((hook, i) => hook.Definition(i))];

    private static FileSettings Parse(string path, byte[] text)
    {
        if (text.AsSpan().StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        using var read = SettingsReader.Read(text, FileSettingsJson.Default.FileSettings);
        var settings = read.Fitting.IsEmpty ? new FileSettings() : JsonSerializer.Deserialize(read.Fitting, FileSettingsJson.Default.FileSettings)!;

        var places = read.Mistakes.Select(mistake => mistake.Place).ToHashSet();
        var senseless = settings.Mistakes()
            .Where(mistake => !places.Contains(mistake.Place))
            .Select(mistake => new Mistake(read.LineOf(mistake.Place), mistake.Place, mistake.Text));
        var mistakes = read.Mistakes.Concat(senseless).OrderBy(mistake => mistake.Line).ToList();
        return mistakes.Count == 0
            ? settings
            : throw new ServerStartException($"{path} cannot be used:\n  {string.Join("\n  ", mistakes)}");
    }

    private IEnumerable<(string Place, string Text)> Mistakes()
    {
        foreach (var (name, agent) in Agents)
        {
            if (name is "echo" or "demo") yield return ($"agents.{name}", "this name is built in; choose another");
            if (string.IsNullOrWhiteSpace(agent.Command)) yield return ($"agents.{name}.command", "name the executable");
        }

        if (Sessions.MainAgent is { } main && main is not ("echo" or "demo") && !Agents.ContainsKey(main))
        {
            yield return ("sessions.mainAgent", "no agent of this name is configured");
        }

        if (Approvals.ExpireAfterSeconds is < 1 or > 86_400) yield return ("approvals.expireAfterSeconds", "from 1 to 86400");
        foreach (var mistake in Identity.Mistakes()) yield return mistake;
        foreach (var mistake in Cron.Mistakes()) yield return mistake;
        foreach (var mistake in Perception.Mistakes()) yield return mistake;
        for (var i = 0; i < Hooks.Count; i++)
        {
            foreach (var (place, text) in Hooks[i].Mistakes()) yield return ($"hooks.{i}.{place}", text);
        }

        for (var i = 0; i < AllowedOrigins.Count; i++)
        {
            if (!WebOrigin.TryParse(AllowedOrigins[i], out _)) yield return ($"allowedOrigins.{i}", "this is to be an origin such as https://example.com");
        }
    }
}

/// <summary>An agent: any command that speaks the Agent Client Protocol on standard input and output.</summary>
public sealed record AgentSettings
{
    /// <summary>The executable.</summary>
    public string Command { get; set; } = "";

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary>Added to its environment. Values are never shown.</summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();
}

/// <summary>How the log is kept.</summary>
public sealed record StorageSettings
{
    /// <summary><c>full</c>: an acknowledged event survives a power cut. <c>relaxed</c>: it survives a crash of the process, and a power cut may take the last moments.</summary>
    public StorageDurability Durability { get; set; } = StorageDurability.Full;
}

/// <summary>What a commit waits for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StorageDurability>))]
public enum StorageDurability
{
    /// <summary>The disk.</summary>
    [JsonStringEnumMemberName("full")] Full,

    /// <summary>The operating system.</summary>
    [JsonStringEnumMemberName("relaxed")] Relaxed,
}

/// <summary>Sessions and their names.</summary>
public sealed record SessionSettings
{
    /// <summary>
    /// The agent that <c>main</c> stands for in a session key such as <c>agent:main:main</c>, unless an agent is called so. Left out, it is
    /// the one agent configured, or <c>demo</c> where there are none or several.
    /// </summary>
    public string? MainAgent { get; set; }
}

/// <summary>Permissions and questions.</summary>
public sealed record ApprovalSettings
{
    /// <summary>How long a request waits for an answer before it counts as refused.</summary>
    public int ExpireAfterSeconds { get; set; } = 120;
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FileSettings))]
internal sealed partial class FileSettingsJson : JsonSerializerContext;
