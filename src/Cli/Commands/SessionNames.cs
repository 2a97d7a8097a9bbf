using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Commands;

/// <summary>Finds the session a person means: by its id, a part of it, or its name.</summary>
internal static class SessionNames
{
    public static async Task<string> FindAsync(CarillonClient client, string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out _)) return text;
        var found = new List<SessionMeta>();
        await foreach (var session in client.Sessions.ListAllAsync(includeArchived: true, cancellationToken))
        {
            if (StreamNames.IsMeant(session.Id, text) || session.Name == text) found.Add(session);
        }

        return found.Count switch
        {
            1 => found[0].Id,
            0 => throw new CliException(ExitCode.Failed, $"There is no session '{text}'", "See what is there: carillon sessions"),
            _ => throw new CliException(ExitCode.Usage, $"'{text}' could be any of {found.Count} sessions", "Give more of the id: carillon sessions"),
        };
    }
}
