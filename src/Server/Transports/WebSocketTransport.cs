using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Carillon.Core.Connections;

namespace Carillon.Server.Transports;

/// <summary>
/// The receiving side of a WebSocket (RFC 6455) over the connection's own pipes: it waits without a buffer, puts fragments
/// together, answers pings and closes through the outbox, and reads past what is too large. The sending side is the outbox
/// alone, whose frames are made once for all receivers.
/// </summary>
/// <param name="pipes">The connection's own pipes, under HTTP.</param>
/// <param name="abort">Breaks the connection.</param>
internal sealed class WebSocketTransport(IDuplexPipe pipes, Action abort) : IMessageTransport
{
    private readonly PipeReader _input = pipes.Input;
    private byte[] _message = [];
    private int _length;
    private FrameHead _frame;
    private long _taken;
    private Opcode _kind;
    private bool _inFrame;
    private bool _tooLarge;

    public Framing Framing => Framing.WebSocket;

    public PipeWriter Output { get; } = pipes.Output;

    public async ValueTask<ReceivedMessage> ReceiveAsync(IConnection connection, int maxBytes, CancellationToken cancellationToken)
    {
        Forget();
        try
        {
            while (true)
            {
                var result = await _input.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                var received = Take(ref buffer, connection, maxBytes);
                _input.AdvanceTo(buffer.Start, received is null ? buffer.End : buffer.Start);
                if (received is { } message) return message;
                if (result.IsCompleted) return ReceivedMessage.End;
            }
        }
        catch (IOException)
        {
            // The peer went without a word.
            return ReceivedMessage.End;
        }
    }

    public void Abort() => abort();

    public ValueTask DisposeAsync()
    {
        Forget();
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes frames from the buffer until a message is whole; null when more bytes are needed.</summary>
    private ReceivedMessage? Take(ref ReadOnlySequence<byte> buffer, IConnection connection, int maxBytes)
    {
        while (true)
        {
            if (!_inFrame)
            {
                if (!WebSocketFrameReader.TryReadHead(ref buffer, out _frame, out var broken))
                {
                    return broken is null ? null : Break(connection, broken);
                }

                if (BeginFrame() is { } wrong) return Break(connection, wrong);
            }

            var part = buffer.Slice(0, Math.Min(buffer.Length, _frame.Length - _taken));
            if (_frame.IsControl)
            {
                // At most 125 bytes: taken whole or not yet.
                if (part.Length < _frame.Length) return null;
                buffer = buffer.Slice(part.End);
                _inFrame = false;
                if (Control(part, connection)) return ReceivedMessage.End;
                continue;
            }

            Collect(part, maxBytes);
            buffer = buffer.Slice(part.End);
            if (_taken < _frame.Length) return null;
            _inFrame = false;
            if (_frame.Final) return Whole();
        }
    }

    private string? BeginFrame()
    {
        _inFrame = true;
        _taken = 0;
        if (_frame.IsControl) return null;
        if (_frame.Opcode == Opcode.Continuation) return _kind == 0 ? "a continuation has nothing to continue" : null;
        if (_kind != 0) return "a message began before the one before it was whole";
        _kind = _frame.Opcode;
        return null;
    }

    private void Collect(ReadOnlySequence<byte> part, int maxBytes)
    {
        var size = (int)part.Length;
        if (_tooLarge || _length + part.Length > maxBytes)
        {
            _tooLarge = true;
            _taken += size;
            return;
        }

        Grow(_length + size, maxBytes);
        WebSocketFrameReader.Unmask(part, _message.AsSpan(_length, size), _frame.Mask, _taken);
        _length += size;
        _taken += size;
    }

    private void Grow(int needed, int maxBytes)
    {
        if (needed <= _message.Length) return;
        var wanted = _frame.Final ? _length + Math.Min(_frame.Length - _taken, maxBytes) : needed * 2L;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(wanted, maxBytes)));
        _message.AsSpan(0, _length).CopyTo(larger);
        if (_message.Length > 0) ArrayPool<byte>.Shared.Return(_message);
        _message = larger;
    }

    private ReceivedMessage Whole()
    {
        var kind = _kind;
        _kind = 0;
        if (_tooLarge) return new ReceivedMessage(false, RefusedMessage.TooLarge, default);
        return kind == Opcode.Binary
            ? new ReceivedMessage(false, RefusedMessage.Binary, default)
            : new ReceivedMessage(false, null, _message.AsMemory(0, _length));
    }

    /// <summary>Answers a control frame; true when the peer ends the connection.</summary>
    private bool Control(ReadOnlySequence<byte> masked, IConnection connection)
    {
        Span<byte> payload = stackalloc byte[125];
        payload = payload[..(int)masked.Length];
        WebSocketFrameReader.Unmask(masked, payload, _frame.Mask, 0);
        switch (_frame.Opcode)
        {
            case Opcode.Ping:
                connection.Send(LastWords.Pong(payload));
                return false;
            case Opcode.Close:
                var code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1000;
                connection.Close(new CloseReason(code is >= 3000 and < 5000 ? code : 1000, ""));
                return true;
            default:
                return false;
        }
    }

    private static ReceivedMessage Break(IConnection connection, string rule)
    {
        connection.Close(new CloseReason(1002, rule));
        return ReceivedMessage.End;
    }

    /// <summary>Lets the last message's buffer go, so that an idle connection holds none.</summary>
    private void Forget()
    {
        if (_kind != 0) return;
        _length = 0;
        _tooLarge = false;
        if (_message.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_message);
        _message = [];
    }
}
