using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Carillon.Core.Connections;

/// <summary>Collects messages and frames them for a transport.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A JSON writer over a buffer holds nothing that needs disposing.")]
public sealed class MessageWriter(Framing framing)
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Answers and tool output are full of quotes and angle brackets; they go to JSON parsers, never into HTML as they are.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _payloads = new(512);
    private readonly List<int> _ends = [];
    private Utf8JsonWriter? _json;

    /// <summary>Begins a JSON message; end it with <see cref="EndMessage"/>.</summary>
    public Utf8JsonWriter BeginJson()
    {
        if (_json is null) _json = new Utf8JsonWriter(_payloads, Options);
        else _json.Reset(_payloads);
        return _json;
    }

    /// <summary>For a message that is not JSON: write its bytes, then <see cref="EndMessage"/>.</summary>
    public IBufferWriter<byte> BeginBytes() => _payloads;

    /// <summary>Ends the message begun last.</summary>
    public void EndMessage()
    {
        _json?.Flush();
        _ends.Add(_payloads.WrittenCount);
    }

    /// <summary>Everything written so far, framed.</summary>
    public Frame ToFrame()
    {
        if (_ends.Count == 0) return Frame.Empty;
        var size = 0;
        for (var i = 0; i < _ends.Count; i++) size += FramedLength(LengthOf(i));

        var bytes = new byte[size];
        var at = 0;
        for (var i = 0; i < _ends.Count; i++)
        {
            at += WriteFramed(bytes.AsSpan(at), _payloads.WrittenSpan.Slice(_ends[i] - LengthOf(i), LengthOf(i)));
        }

        return new Frame(bytes);
    }

    /// <summary>One message that is already bytes, framed.</summary>
    public static Frame FrameOf(ReadOnlySpan<byte> message, Framing framing)
    {
        var writer = new MessageWriter(framing);
        writer._payloads.Write(message);
        writer.EndMessage();
        return writer.ToFrame();
    }

    private int LengthOf(int index) => _ends[index] - (index == 0 ? 0 : _ends[index - 1]);

    private int FramedLength(int payload) => payload + framing switch
    {
        Framing.WebSocket => payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : 10,
        Framing.Line => 1,
        _ => 0,
    };

    private int WriteFramed(Span<byte> target, ReadOnlySpan<byte> payload)
    {
        var header = framing == Framing.WebSocket ? WriteHeader(target, payload.Length) : 0;
        payload.CopyTo(target[header..]);
        if (framing == Framing.Line) target[payload.Length] = (byte)'\n';
        return FramedLength(payload.Length);
    }

    /// <summary>RFC 6455, section 5.2: FIN + text, then the length in 7, 7 + 16 or 7 + 64 bits; a server does not mask.</summary>
    private static int WriteHeader(Span<byte> target, int length)
    {
        target[0] = 0x81;
        switch (length)
        {
            case < 126:
                target[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)length);
                return 4;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)length);
                return 10;
        }
    }
}
