using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Server.Security;

namespace Carillon.Server.Configuration;

/// <summary>The configuration file, <c>carillon.json</c>: JSON, comments and trailing commas allowed, unknown names refused.</summary>
/// <remarks>Members have setters because generated code would overwrite the default of an init-only member that the file leaves out.</remarks>
public sealed record FileSettings
{
    /// <summary>Where the server listens.</summary>
    public ListenSettings Listen { get; set; } = new();

    /// <summary>Agents by name, beside the built-in <c>echo</c> and <c>demo</c>.</summary>
    [Live]
    public IReadOnlyDictionary<string, AgentSettings> Agents { get; set; } = new Dictionary<string, AgentSettings>();

    /// <summary>How the log is kept.</summary>
    public StorageSettings Storage { get; set; } = new();

    /// <summary>Sessions and their names.</summary>
    [Live]
    public SessionSettings Sessions { get; set; } = new();

    /// <summary>Permissions and questions.</summary>
    [Live]
    public ApprovalSettings Approvals { get; set; } = new();

    /// <summary>How peers prove who they are.</summary>
    public IdentitySettings Identity { get; set; } = new();

    /// <summary>Scheduled jobs.</summary>
    public CronSettings Cron { get; set; } = new();

    /// <summary>Web origins that may connect, such as <c>https://dashboard.example.com</c>; without credentials also those on this machine.</summary>
    [Live]
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>What fits and yet makes no sense, each with its place.</summary>
    internal IEnumerable<(string Place, string Text)> Mistakes()
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

        foreach (var mistake in Identity.Mistakes()) yield return mistake;
        foreach (var mistake in Cron.Mistakes()) yield return mistake;
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

    /// <summary>Added to its environment.</summary>
    [Secret]
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
    [Range(1, 86_400)]
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
