using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Server.Configuration;

/// <summary>The configuration file, <c>carillon.json</c>: JSON, comments and trailing commas allowed, unknown names refused.</summary>
/// <remarks>Members have setters because generated code would overwrite the default of an init-only member that the file leaves out.</remarks>
public sealed record FileSettings
{
    /// <summary>Agents by name, beside the built-in <c>echo</c> and <c>demo</c>.</summary>
    public IReadOnlyDictionary<string, AgentSettings> Agents { get; set; } = new Dictionary<string, AgentSettings>();

    /// <summary>How the log is kept.</summary>
    public StorageSettings Storage { get; set; } = new();

    /// <summary>Permissions and questions.</summary>
    public ApprovalSettings Approvals { get; set; } = new();

    /// <summary>Web origins that may connect, beside those on this machine, such as <c>https://dashboard.example.com</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Reads the file; every mistake in it is reported at once, with its place.</summary>
    /// <exception cref="ServerStartException">It is not there, does not parse, or does not make sense.</exception>
    public static FileSettings Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var settings = JsonSerializer.Deserialize(stream, FileSettingsJson.Default.FileSettings) ?? new FileSettings();
            var mistakes = settings.Mistakes().ToList();
            if (mistakes.Count == 0) return settings;
            throw new ServerStartException($"{path} cannot be used:\n  {string.Join("\n  ", mistakes)}");
        }
        catch (JsonException exception)
        {
            throw new ServerStartException(
                $"{path}, line {exception.LineNumber + 1}: {exception.Path ?? "the file"} does not fit. {FirstSentence(exception.Message)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static string FirstSentence(string message) => message.Split(" Path:")[0];

    private IEnumerable<string> Mistakes()
    {
        foreach (var (name, agent) in Agents)
        {
            if (name is "echo" or "demo") yield return $"agents.{name}: this name is built in; choose another";
            if (string.IsNullOrWhiteSpace(agent.Command)) yield return $"agents.{name}.command: name the executable";
        }

        if (Approvals.ExpireAfterSeconds is < 1 or > 86_400) yield return "approvals.expireAfterSeconds: from 1 to 86400";
        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/")
            {
                yield return $"allowedOrigins: '{origin}' is not an origin such as https://example.com";
            }
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
