using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Contracts.Files;

namespace Carillon.Features.Files.Storage;

/// <summary>A file's newest iteration, or one of its iterations.</summary>
/// <param name="Hash">Null for a file too large to be hashed.</param>
/// <param name="Stamp">What stands for the content where there is no hash.</param>
internal sealed record StoredFile(string Path, int Iteration, long Size, string? Hash, long Time, string? Stamp = null)
{
    public FileIteration ToIteration() => new(Iteration, Time, Size, Hash);
}

/// <summary>How this room's documents are written: readable with any JSON tool, members that are null left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredFile))]
internal sealed partial class StoredJson : JsonSerializerContext;
