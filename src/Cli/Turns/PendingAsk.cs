using Carillon.Cli.Dialogs;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Turns;

/// <summary>A request of the agent that a person is being asked about.</summary>
internal abstract class PendingAsk(string requestId)
{
    /// <summary>Which request.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>What the person sees now.</summary>
    public abstract IDialog Dialog { get; }

    /// <summary>Takes the dialog's answer; false when there is more to ask.</summary>
    public abstract bool Accept();

    /// <summary>Tells the server. Errors: already_resolved, when someone else was faster.</summary>
    public abstract Task SendAsync(CarillonClient client, CancellationToken cancellationToken);

    /// <summary>Makes the dialogs for a request; null for an event that asks nothing.</summary>
    public static PendingAsk? For(Event value) => value switch
    {
        PermissionRequested permission => new PermissionAsk(permission),
        QuestionRequested question => new QuestionAsk(question),
        _ => null,
    };
}
