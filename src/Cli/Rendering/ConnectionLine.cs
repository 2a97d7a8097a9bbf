using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>News about the following itself.</summary>
internal static class ConnectionLine
{
    public static void Write(Screen error, FollowItem item)
    {
        switch (item)
        {
            case FollowedReconnecting { Attempt: 1 } lost:
                error.WriteLine($"-- connection lost ({SafeText.OneLine(lost.Cause.Message)}); trying again until the server is back", Palette.Warning);
                break;
            case FollowedGap gap:
                error.WriteLine($"-- {gap.Stream}: {Amounts.Count(gap.To - gap.From, "live-only event")} missing after number {gap.From} ({gap.Reason})", Palette.Warning);
                break;
            case FollowedReset reset:
                error.WriteLine($"-- the log is another one than before ({reset.Reason}); everything follows from its beginning", Palette.Warning);
                break;
        }
    }
}
