using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Unicode;
using Carillon.Core.Connections;
using Microsoft.AspNetCore.Connections;

namespace Carillon.Server.Transports;

/// <summary>
/// The receiving side of a WebSocket (RFC 6455) over the connection's own pipes: it waits without a buffer, puts fragments
/// together, answers pings and closes through the outbox, and reads past what is too large. The sending side is the outbox
/// alone, whose frames are made once for all receivers.
/// </summary>
/// <param name="pipes">The connection's own pipes, under HTTP.</param>
/// <param name="abort">Breaks the connection.</param>
/// <param name="closed">Signalled when the connection is closed and all that was written is out.</param>
internal sealed class WebSocketTransport(IDuplexPipe pipes, Action abort, CancellationToken closed) : IMessageTransport
{
    private readonly PipeReader _input = pipes.Input;
    private byte[] _message = [];
    private int _length;
    private FrameHead _frame;
    private long _taken;
    private Opcode _kind;
    private bool _inFrame;
    private bool _tooLarge;
    private bool _answered;
    private bool _over;

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
                _input.AdvanceTo(buffer.Start, received is null && !_answered ? buffer.End : buffer.Start);
                if (received is { } message) return message;
                if (_answered)
                {
                    // A peer that does not take its pongs is not asked for more pings.
                    _answered = false;
                    await connection.DrainAsync(cancellationToken);
                }
                else if (result.IsCompleted)
                {
                    return Over();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // The peer went without a word.
            return Over();
        }
    }

    public async ValueTask EndAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // A peer that answers our close has read everything before it (RFC 6455, section 7.1.1).
        while (!_over) await ReceiveAsync(connection, 0, cancellationToken);
        await Output.CompleteAsync();
        var isClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = closed.Register(isClosed.SetResult);
        await isClosed.Task.WaitAsync(cancellationToken);
    }

    public void Abort() => abort();

    public ValueTask DisposeAsync()
    {
        _kind = 0;
        Forget();
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes frames from the buffer until a message is whole; null when more bytes are needed or a ping was answered.</summary>
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

                if (BeginFrame(maxBytes) is { } wrong) return Break(connection, wrong);
            }

            var part = buffer.Slice(0, Math.Min(buffer.Length, _frame.Length - _taken));
            if (_frame.IsControl)
            {
                // At most 125 bytes: taken whole or not yet.
                if (part.Length < _frame.Length) return null;
                buffer = buffer.Slice(part.End);
                _inFrame = false;
                if (Control(part, connection)) return Over();
                if (_answered) return null;
                continue;
            }

            Collect(part);
            buffer = buffer.Slice(part.End);
            if (_taken < _frame.Length) return null;
            _inFrame = false;
            if (_frame.Final) return Whole();
        }
    }

    private string? BeginFrame(int maxBytes)
    {
        _inFrame = true;
        _taken = 0;
        if (_frame.IsControl) return null;
        if (_frame.Opcode == Opcode.Continuation)
        {
            if (_kind == 0) return "a continuation has nothing to continue";
        }
        else
        {
            if (_kind != 0) return "a message began before the one before it was whole";
            _kind = _frame.Opcode;
        }

        // What is announced as too large is never held, not even its beginning.
        _tooLarge |= _frame.Length > maxBytes - _length;
        return null;
    }

    private void Collect(ReadOnlySequence<byte> part)
    {
        var size = (int)part.Length;
        if (!_tooLarge)
        {
            Grow(_length + size);
            WebSocketFrameReader.Unmask(part, _message.AsSpan(_length, size), _frame.Mask, _taken);
            _length += size;
        }

        _taken += size;
    }

    /// <summary>Room for what came, and for as much again where more is to come: a peer that announces much and sends little makes us hold little.</summary>
    private void Grow(int needed)
    {
        if (needed <= _message.Length) return;
        var wanted = _frame.Final ? Math.Min(_length + _frame.Length - _taken, needed * 2L) : needed * 2L;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, wanted));
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
                _answered = true;
                return false;
            case Opcode.Close:
                connection.Close(AnswerTo(payload));
                return true;
            default:
                return false;
        }
    }

    /// <summary>A close is answered with its own code (RFC 6455, section 5.5.1) where that is one that may be sent (section 7.4).</summary>
    private static CloseReason AnswerTo(ReadOnlySpan<byte> close)
    {
        if (close.IsEmpty) return CloseReason.Normal;
        if (close.Length == 1) return new CloseReason(1002, "a close code has two bytes");
        var code = BinaryPrimitives.ReadUInt16BigEndian(close);
        if (code is not ((>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)))
        {
            return new CloseReason(1002, $"close code {code} may not be sent");
        }

        return Utf8.IsValid(close[2..]) ? new CloseReason(code, "") : new CloseReason(1007, "a close reason is to be UTF-8");
    }

    private ReceivedMessage Break(IConnection connection, string rule)
    {
        connection.Close(new CloseReason(1002, rule));
        return Over();
    }

    /// <summary>Nothing more is to come that could be read.</summary>
    private ReceivedMessage Over()
    {
        _over = true;
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
