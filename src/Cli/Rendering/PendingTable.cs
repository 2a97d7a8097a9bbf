using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>What waits for an answer, a line each.</summary>
internal static class PendingTable
{
    public static void Write(Screen screen, IReadOnlyList<Event> pending, TimeProvider clock)
    {
        if (pending.Count == 0)
        {
            screen.WriteLine("Nothing waits for an answer.", Palette.Dim);
            return;
        }

        var table = new Table("REQUEST", "SESSION", "ASKS", "EXPIRES");
        foreach (var request in pending)
        {
            table.Add(new(StreamNames.ShortId(IdOf(request)), Palette.Name), StreamNames.ShortId(SessionOf(request)), Words(request), new(Expiry(request, clock), Palette.Dim));
        }

        table.Write(screen);
    }

    public static string IdOf(Event request) => request switch
    {
        PermissionRequested permission => permission.RequestId,
        QuestionRequested question => question.RequestId,
        _ => "",
    };

    private static string SessionOf(Event request) => request switch
    {
        PermissionRequested permission => permission.SessionId,
        QuestionRequested question => question.SessionId,
        _ => "",
    };

    private static string Words(Event request) => request switch
    {
        PermissionRequested permission => permission.Command is { } command
            ? $"{permission.Description}: {command}"
            : permission.Description,
        QuestionRequested question => string.Join(" ", question.Questions.Select(asked => asked.Text)),
        _ => "",
    };

    private static string Expiry(Event request, TimeProvider clock)
    {
        var at = request switch
        {
            PermissionRequested permission => permission.ExpiresAt,
            QuestionRequested question => question.ExpiresAt,
            _ => 0,
        };
        return $"in {Amounts.Of(Math.Max(at - clock.GetUtcNow().ToUnixTimeMilliseconds(), 0))}";
    }
}
