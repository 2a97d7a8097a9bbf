using Carillon.Core.Errors;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Runs a connection's commands; what fails becomes the error its peer is told. A command that may take as long as an agent
/// takes runs beside the others, so that a stop or an answer can overtake it.
/// </summary>
internal sealed partial class Commands(Peer peer, ILogger logger) : IAsyncDisposable
{
    /// <summary>How many may run beside the others at once.</summary>
    public const int MaxBeside = 32;

    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _beside = [];

    /// <summary>Runs a command to its end.</summary>
    public async ValueTask RunAsync(string what, Func<CancellationToken, ValueTask> command, CancellationToken cancellationToken)
    {
        try
        {
            await command(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCancelled(what, peer.Connection.Id);
        }
        catch (MessageException refused)
        {
            LogRefused(what, peer.Connection.Id, refused.Error.Code);
            peer.Refuse(refused.Error);
        }
        catch (CarillonException failure)
        {
            LogRefused(what, peer.Connection.Id, failure.Code.ToString());
            peer.Refuse(WireError.Of(failure));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            LogFault(fault, what, peer.Connection.Id);
            peer.Refuse(WireError.Of(new CarillonException(ErrorCode.Internal, "")));
        }
    }

    /// <summary>Begins a command and comes back at once; the task never fails. Called from the message loop only.</summary>
    public Task Start(string what, Func<CancellationToken, ValueTask> command)
    {
        _beside.RemoveAll(task => task.IsCompleted);
        if (_beside.Count >= MaxBeside)
        {
            peer.Refuse(WireError.TooManyUnderway);
            return Task.CompletedTask;
        }

        var task = RunAsync(what, command, _ended.Token).AsTask();
        _beside.Add(task);
        return task;
    }

    /// <summary>Stops waiting for what still runs, and waits until it has noticed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_beside);
        _ended.Dispose();
    }

    [LoggerMessage(5100, LogLevel.Debug, "{What} of connection {Connection} was not finished: the connection ended")]
    private partial void LogCancelled(string what, string connection);

    [LoggerMessage(5101, LogLevel.Debug, "{What} of connection {Connection} was refused: {Code}")]
    private partial void LogRefused(string what, string connection, string code);

    [LoggerMessage(5102, LogLevel.Error, "{What} of connection {Connection} failed")]
    private partial void LogFault(Exception fault, string what, string connection);
}
