using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.Server.Configuration.Live;

/// <summary>
/// A file of JSON with comments, changed as a person would: only what a patch names is touched; comments, order and layout of the rest
/// stay. A comment above a member that is deleted stays as well, for nobody can tell whether it was about that member alone.
/// </summary>
internal sealed class CommentedJson
{
    private const string Indent = "  ";

    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string _text;

    private CommentedJson(string text) => _text = text;

    /// <summary>The text with a patch (RFC 7386) on it.</summary>
    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public static string Patch(string text, JsonObject patch)
    {
        var file = new CommentedJson(text);
        file.Patch([], patch);
        return file._text;
    }

    private void Patch(string[] path, JsonObject patch)
    {
        foreach (var (name, change) in patch)
        {
            // Every change moves what stands behind it, so the text is read anew for each.
            var around = Find(path);
            var there = around.Members.FirstOrDefault(member => member.Name == name);
            if (change is JsonObject inner && there is { Value.IsObject: true }) Patch([.. path, name], inner);
            else if (change is null && there is not null) Delete(around, there);
            else if (change is not null && there is not null) Replace(there, MergePatch.Apply(null, change)!);
            else if (change is not null) Add(around, name, MergePatch.Apply(null, change)!);
        }
    }

    private void Replace(Member member, JsonNode value) =>
        Splice(member.Value.Start, member.Value.End, Written(value, MarginAt(member.Start)));

    private void Add(Span around, string name, JsonNode value)
    {
        var last = around.Members is [.., var end] ? end : null;
        var closing = around.End - 1;
        var isBroad = _text.AsSpan(around.Start, around.End - around.Start).Contains('\n');
        var margin = last is not null && isBroad ? MarginAt(last.Start) : MarginAt(around.Start) + Indent;
        var member = $"{Quoted(name)}: {Written(value, margin)}";
        var before = around.Start + _text[around.Start..closing].TrimEnd().Length;
        var line = last is null || isBroad ? $"\n{margin}{member}\n{MarginAt(around.Start)}" : $" {member} ";
        Splice(before, closing, line);
        if (last is not null && CommaAfter(last.Value.End, closing) is null) Splice(last.Value.End, last.Value.End, ",");
    }

    private void Delete(Span around, Member member)
    {
        var end = member.Value.End;
        if (CommaAfter(end, around.End - 1) is { } comma) end = comma + 1;
        else if (around.Members.TakeWhile(other => other != member).LastOrDefault() is { } previous
            && CommaAfter(previous.Value.End, member.Start) is { } before)
        {
            // The last one of several: the comma before it has nothing to part any more.
            Splice(member.Start, end, "");
            TakeLine(member.Start);
            Splice(before, before + 1, "");
            return;
        }

        Splice(member.Start, end, "");
        TakeLine(member.Start);
    }

    /// <summary>Takes away a line on which nothing is left, or the blanks before what is.</summary>
    private void TakeLine(int at)
    {
        var start = _text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        var end = _text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : _text.Length;
        if (start <= at && string.IsNullOrWhiteSpace(_text[start..end])) Splice(start, end, "");
        else if (at < _text.Length && _text[at] == ' ' && at > 0 && _text[at - 1] == ' ') Splice(at, at + 1, "");
    }

    private void Splice(int start, int end, string replacement) => _text = string.Concat(_text.AsSpan(0, start), replacement, _text.AsSpan(end));

    /// <summary>The blanks with which the line of a place begins.</summary>
    private string MarginAt(int at)
    {
        var start = at == 0 ? 0 : _text.LastIndexOf('\n', at - 1) + 1;
        var length = _text.AsSpan(start).IndexOfAnyExcept(' ', '\t');
        return _text.Substring(start, Math.Max(0, length));
    }

    /// <summary>Where the comma stands that follows a value; null when none does.</summary>
    private int? CommaAfter(int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (_text[at] == ',') return at;
            if (_text[at] != '/') continue;
            at = _text[at + 1] == '/' ? _text.IndexOf('\n', at) : _text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 1;
            if (at < 0) return null;
        }

        return null;
    }

    private Span Find(string[] path)
    {
        var bytes = Encoding.UTF8.GetBytes(_text);
        var json = new Utf8JsonReader(bytes, Lenient);
        json.Read();
        var span = Read(ref json, bytes);
        json.Read();
        if (!span.IsObject) throw new JsonException("The file is no object.");
        return path.Aggregate(span, (around, name) => around.Members.First(member => member.Name == name).Value);
    }

    private static Span Read(ref Utf8JsonReader json, byte[] bytes)
    {
        var start = CharsUpTo(bytes, json.TokenStartIndex);
        var members = new List<Member>();
        var isObject = json.TokenType == JsonTokenType.StartObject;
        if (!isObject) json.Skip();
        while (isObject && json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var (name, nameStart) = (json.GetString()!, CharsUpTo(bytes, json.TokenStartIndex));
            json.Read();
            members.Add(new Member(name, nameStart, Read(ref json, bytes)));
        }

        return new Span(start, CharsUpTo(bytes, json.BytesConsumed), isObject, members);
    }

    private static int CharsUpTo(byte[] bytes, long index) => Encoding.UTF8.GetCharCount(bytes, 0, (int)index);

    private static string Written(JsonNode value, string margin) => value.ToJsonString(Layout).Replace("\n", "\n" + margin, StringComparison.Ordinal);

    private static string Quoted(string name) => JsonValue.Create(name).ToJsonString(Layout);

    /// <summary>Where a value stands, in characters; the end is the first that is no longer part of it.</summary>
    private sealed record Span(int Start, int End, bool IsObject, IReadOnlyList<Member> Members);

    private sealed record Member(string Name, int Start, Span Value);
}
