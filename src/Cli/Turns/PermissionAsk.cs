using Carillon.Cli.Dialogs;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Turns;

/// <summary>Asks for a permission.</summary>
internal sealed class PermissionAsk(PermissionRequested request) : PendingAsk(request.RequestId)
{
    private readonly Choice<PermissionKind> _choice = new([.. Options(request)]);

    public override IDialog Dialog => _choice;

    public override bool Accept() => true;

    public override async Task SendAsync(CarillonClient client, CancellationToken cancellationToken) =>
        await client.Approvals.ResolveAsync(request.SessionId, request.RequestId, _choice.Value, cancellationToken);

    private static IEnumerable<(string Label, PermissionKind Value)> Options(PermissionRequested request)
    {
        foreach (var option in request.Options) yield return (option.Name, option.Kind);

        // An agent may offer no way to say no; saying it ends the request all the same.
        if (request.Options.All(option => option.Kind is PermissionKind.AllowOnce or PermissionKind.AllowAlways)) yield return ("No", PermissionKind.RejectOnce);
    }
}
