using Carillon.Contracts.Files;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>Shows a session's files, now and before.</summary>
internal sealed class FileCommands(Peer peer, IFiles files)
{
    /// <summary>Answers with <c>file_list</c>.</summary>
    public async ValueTask ListAsync(Caller caller, ListFiles message, CancellationToken cancellationToken)
    {
        var listing = await files.ListAsync(caller, message.SessionId, message.Path, message.Depth, cancellationToken);
        peer.Send(FileReplies.List(peer.Framing, message.SessionId, listing));
    }

    /// <summary>Answers with <c>file_content</c>.</summary>
    public ValueTask ReadAsync(Caller caller, ReadFile message, CancellationToken cancellationToken) => SizedAsync(async () =>
    {
        var file = await files.ReadAsync(caller, message.SessionId, message.Path, cancellationToken);
        peer.Send(FileReplies.Content(peer.Framing, message.SessionId, file));
    });

    /// <summary>Answers with <c>file_history_result</c>.</summary>
    public async ValueTask HistoryAsync(Caller caller, GetFileHistory message, CancellationToken cancellationToken)
    {
        var history = await files.HistoryAsync(caller, message.SessionId, message.Path, cancellationToken);
        peer.Send(FileReplies.History(peer.Framing, message.SessionId, history));
    }

    /// <summary>Answers with <c>file_content</c>.</summary>
    public ValueTask ReadIterationAsync(Caller caller, ReadFileIteration message, CancellationToken cancellationToken) => SizedAsync(async () =>
    {
        var file = await files.ReadIterationAsync(caller, message.SessionId, message.Path, message.Iteration, cancellationToken);
        peer.Send(FileReplies.Content(peer.Framing, message.SessionId, file, message.Iteration));
    });

    /// <summary>It is the file that is too large here, not the message that asked for it.</summary>
    private static async ValueTask SizedAsync(Func<Task> reading)
    {
        try
        {
            await reading();
        }
        catch (CarillonException failure) when (failure.Code == ErrorCode.TooLarge)
        {
            throw new MessageException(WireError.FileTooLarge);
        }
    }
}
