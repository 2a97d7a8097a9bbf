using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Connections;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Direct answers about a session's files (seed: file_list, file_content, file_history_result).</summary>
internal static class FileReplies
{
    /// <summary><c>truncated</c> is ours and stands there only when there is more.</summary>
    public static Frame List(Framing framing, string sessionId, FolderListing listing) =>
        Replies.Make(framing, "file_list", (sessionId, listing), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteStartArray("files");
            foreach (var entry in e.listing.Entries)
            {
                json.WriteStartObject();
                json.WriteString(Field.Path, entry.Path);
                json.WriteString(Field.Name, entry.Path[(entry.Path.LastIndexOf('/') + 1)..]);
                json.WriteString(Field.Type, EntryKindNames.Of(entry.Kind));
                json.WriteNumber(Field.Size, entry.Size);
                json.WriteNumber(Field.ModifiedAt, entry.ModifiedAt.ToUnixTimeMilliseconds());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (e.listing.Truncated) json.WriteBoolean("truncated", true);
        });

    /// <summary>Text as it is, everything else as base64; <c>iteration</c> is ours and stands there when one was asked for.</summary>
    public static Frame Content(Framing framing, string sessionId, FileBytes file, int? iteration = null) =>
        Replies.Make(framing, "file_content", (sessionId, file, iteration), static (json, e) =>
        {
            var bytes = e.file.Content.Span;
            var isText = e.file.IsText;
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteString(Field.Path, e.file.Path);
            if (isText) json.WriteString(Field.Content, bytes);
            else json.WriteBase64String(Field.Content, bytes);
            json.WriteString(Field.Encoding, isText ? "utf-8" : "base64");
            json.WriteNumber(Field.Size, bytes.Length);
            if (e.iteration is { } number) json.WriteNumber(Field.Iteration, number);
        });

    /// <summary>The hash is a string for every client, so one that is not known is empty.</summary>
    public static Frame History(Framing framing, string sessionId, FileHistory history) =>
        Replies.Make(framing, "file_history_result", (sessionId, history), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteString(Field.Path, e.history.Path);
            json.WriteStartArray("iterations");
            foreach (var iteration in e.history.Iterations)
            {
                json.WriteStartObject();
                json.WriteNumber(Field.Iteration, iteration.Number);
                json.WriteNumber(Field.Timestamp, iteration.Time);
                json.WriteNumber(Field.Size, iteration.Size);
                json.WriteString(Field.Hash, iteration.Hash ?? "");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
