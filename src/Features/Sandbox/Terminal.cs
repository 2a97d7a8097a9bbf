using System.Text;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>One command: a process, the end of its output, and who listens to it.</summary>
internal sealed partial class Terminal(
    ChildProcess child, OutputRing output, ITerminalObserver observer, TerminalSurroundings surroundings) : ITerminal
{
    private const int ReadSize = 16 * 1024;
    private readonly ILogger _logger = surroundings.Logger;
    private readonly TaskCompletionSource<TerminalExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private volatile ITerminalObserver? _observer = observer;
    private volatile TerminalExit? _exit;
    private volatile bool _waiting;
    private long _pieces;
    private Task _running = Task.CompletedTask;
    private Task? _disposal;

    public Task<TerminalExit> Exited => _exited.Task;

    public TerminalState State
    {
        get
        {
            // Asked in this order, an exit that is reported always comes with all the output.
            var exit = _exit;
            var (text, truncated) = output.Read();
            return new TerminalState(text, truncated, exit);
        }
    }

    /// <summary>Begins to read; called once.</summary>
    public void Begin() => _running = RunAsync();

    public async ValueTask KillAsync(CancellationToken cancellationToken)
    {
        await child.EndAsync(cancellationToken);
        await _exited.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock) return new ValueTask(_disposal ??= DisposeOnceAsync());
    }

    private async Task DisposeOnceAsync()
    {
        _observer = null;
        await child.EndAsync(CancellationToken.None);
        await _closing.CancelAsync();
        await _running;
        await child.DisposeAsync();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var reading = ReadAsync(_closing.Token);
        var code = await child.Exited;
        await DrainAsync(reading);
        if (child.EndReason is { } reason) await TryTellAsync($"\n[ended by Carillon: {reason}]\n");
        _observer = null;
        _exit = SignalName.Read(code);
        _exited.TrySetResult(_exit);
        await reading;
    }

    /// <summary>
    /// Waits for the rest of the output. What the command left running may hold the pipe open for ever, so it ends as well once nothing
    /// has come for a while; a listener that takes its time is waited for.
    /// </summary>
    private async Task DrainAsync(Task reading)
    {
        long seen;
        do
        {
            seen = Interlocked.Read(ref _pieces);
            var patience = Task.Delay(surroundings.Options.DrainGrace, surroundings.Clock, _closing.Token);
            if (await Task.WhenAny(reading, patience) == reading || patience.IsCanceled) return;
        }
        while (!_waiting || seen != Interlocked.Read(ref _pieces));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[ReadSize];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(ReadSize)];
        try
        {
            int count;
            do
            {
                _waiting = true;
                count = await child.Output.ReadAsync(bytes, cancellationToken);
                _waiting = false;
                Interlocked.Increment(ref _pieces);
                var made = decoder.GetChars(bytes.AsSpan(0, count), characters, flush: count == 0);
                if (made > 0) await TellAsync(new string(characters, 0, made), cancellationToken);
            }
            while (count > 0);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogReadingEnded(child.Id, error.Message);
        }
    }

    /// <summary>The last line, unless the terminal was disposed meanwhile.</summary>
    private async Task TryTellAsync(string text)
    {
        try
        {
            await TellAsync(text, _closing.Token);
        }
        catch (OperationCanceledException error)
        {
            LogReadingEnded(child.Id, error.Message);
        }
    }

    private async Task TellAsync(string text, CancellationToken cancellationToken)
    {
        output.Append(text);
        if (_observer is not { } listening) return;
        try
        {
            await listening.OutputAsync(text, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The command's output stays readable, and the command must not hang on a full pipe because of its listener.
            _observer = null;
            LogObserverFailed(error, child.Id);
        }
    }

    [LoggerMessage(4110, LogLevel.Debug, "Reading the output of process {Pid} ended early: {Reason}")]
    private partial void LogReadingEnded(int pid, string reason);

    [LoggerMessage(4111, LogLevel.Error, "The listener to process {Pid} failed and hears no more of it")]
    private partial void LogObserverFailed(Exception error, int pid);
}
