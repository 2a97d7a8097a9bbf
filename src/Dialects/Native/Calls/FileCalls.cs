using System.Text.Json;
using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Calls;

/// <summary>A session's files, as they are and as they were, whatever way the request came.</summary>
internal sealed class FileCalls(IFiles files)
{
    public async ValueTask<Answer> ListAsync(Caller caller, ListFilesParams wanted, CancellationToken cancellationToken)
    {
        var listing = await files.ListAsync(caller, IdOf(wanted.SessionId), wanted.Path, wanted.Depth ?? 1, cancellationToken);
        return Answer.Ok(json => Write(json, listing));
    }

    public async ValueTask<Answer> ReadAsync(Caller caller, ReadFileParams wanted, CancellationToken cancellationToken)
    {
        var (sessionId, path) = (IdOf(wanted.SessionId), PathOf(wanted.Path));
        var file = wanted.Iteration is { } iteration
            ? await files.ReadIterationAsync(caller, sessionId, path, iteration, cancellationToken)
            : await files.ReadAsync(caller, sessionId, path, cancellationToken);
        return Answer.Ok(json => Write(json, file, wanted.Iteration));
    }

    public async ValueTask<Answer> HistoryAsync(Caller caller, FileHistoryParams wanted, CancellationToken cancellationToken)
    {
        var history = await files.HistoryAsync(caller, IdOf(wanted.SessionId), PathOf(wanted.Path), cancellationToken);
        return Answer.Ok(json => Write(json, history));
    }

    private static string IdOf(string? sessionId) => Invalid.Required(sessionId, "sessionId");

    private static string PathOf(string? path) => Invalid.Required(path, "path");

    private static void Write(Utf8JsonWriter json, FolderListing listing)
    {
        json.WriteStartObject();
        json.WriteStartArray("files"u8);
        foreach (var entry in listing.Entries)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, entry.Path);
            json.WriteString("type"u8, EntryKindNames.Of(entry.Kind));
            json.WriteNumber("size"u8, entry.Size);
            json.WriteNumber("modifiedAt"u8, entry.ModifiedAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("truncated"u8, listing.Truncated);
        json.WriteEndObject();
    }

    /// <summary>Text as it is, everything else as base64.</summary>
    private static void Write(Utf8JsonWriter json, FileBytes file, int? iteration)
    {
        var isText = file.IsText;
        json.WriteStartObject();
        json.WriteString("path"u8, file.Path);
        json.WriteNumber("size"u8, file.Content.Length);
        if (iteration is { } number) json.WriteNumber("iteration"u8, number);
        json.WriteString("encoding"u8, isText ? "utf-8"u8 : "base64"u8);
        if (isText) json.WriteString("content"u8, file.Content.Span);
        else json.WriteBase64String("content"u8, file.Content.Span);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FileHistory history)
    {
        json.WriteStartObject();
        json.WriteString("path"u8, history.Path);
        json.WriteStartArray("iterations"u8);
        foreach (var iteration in history.Iterations)
        {
            json.WriteStartObject();
            json.WriteNumber("iteration"u8, iteration.Number);
            json.WriteNumber("time"u8, iteration.Time);
            json.WriteNumber("size"u8, iteration.Size);
            if (iteration.Hash is { } hash) json.WriteString("hash"u8, hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
