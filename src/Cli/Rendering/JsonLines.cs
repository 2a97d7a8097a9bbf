using System.Buffers;
using System.Text.Json;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>
/// One JSON value a line: entries as the server wrote them; what is missing, in its place, as <c>{"gap":…}</c> or
/// <c>{"reset":…}</c>. Lost connections lose nothing, so they are told on standard error.
/// </summary>
internal sealed class JsonLines(Stream output, Screen error) : IFollowView, IDisposable
{
    private readonly BufferedStream _buffer = new(output, 64 * 1024);

    public void Show(FollowItem item)
    {
        switch (item)
        {
            case FollowedEvent followed:
                WriteLine(followed.Event.Json.Span);
                break;
            case FollowedGap gap:
                WriteLine("gap"u8, json =>
                {
                    json.WriteString("stream"u8, gap.Stream);
                    json.WriteNumber("from"u8, gap.From);
                    json.WriteNumber("to"u8, gap.To);
                    json.WriteString("reason"u8, gap.Reason);
                });
                break;
            case FollowedReset reset:
                WriteLine("reset"u8, json =>
                {
                    json.WriteNumber("epoch"u8, reset.Epoch);
                    json.WriteString("reason"u8, reset.Reason);
                });
                break;
            default:
                ConnectionLine.Write(error, item);
                break;
        }
    }

    public void Flush() => _buffer.Flush();

    /// <summary>Writes what is left; the output itself is not ours to close.</summary>
    public void Dispose() => Flush();

    private void WriteLine(ReadOnlySpan<byte> name, Action<Utf8JsonWriter> members)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteStartObject(name);
            members(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        WriteLine(line.WrittenSpan);
    }

    private void WriteLine(ReadOnlySpan<byte> json)
    {
        _buffer.Write(json);
        _buffer.WriteByte((byte)'\n');
    }
}
