using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Backends.Sqlite.Opening;

/// <summary>What the directory remembers of its log, beside the log: a copy put back from earlier knows less.</summary>
/// <param name="LogId">Which log.</param>
/// <param name="Epoch">Its life when this was written.</param>
/// <param name="Openings">How often it had been opened.</param>
/// <param name="Position">A place that was committed.</param>
internal sealed record Sidecar(string LogId, long Epoch, long Openings, long Position)
{
    private const string Name = "carillon.mark";

    /// <summary>Null when there is none, or none that can be read.</summary>
    public static Sidecar? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, Name)), SidecarJson.Default.Sidecar);
        }
        catch (Exception error) when (error is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file as a whole, so that a crash leaves the old one or the new one.</summary>
    public void Write(string directory)
    {
        var path = Path.Combine(directory, Name);
        var next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, SidecarJson.Default.Sidecar);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Sidecar))]
internal sealed partial class SidecarJson : JsonSerializerContext;
