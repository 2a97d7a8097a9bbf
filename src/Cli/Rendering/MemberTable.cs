using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>Members, a line each.</summary>
internal static class MemberTable
{
    public static void Write(Screen screen, IReadOnlyList<Member> members, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var table = new Table("USER", "ROLE", "SINCE", "EMAIL");
        foreach (var member in members)
        {
            table.Add(
                new(member.UserId, Palette.Name),
                member.Role,
                new(Amounts.Ago(now - DateTimeOffset.FromUnixTimeMilliseconds(member.AddedAt)), Palette.Dim),
                member.Email ?? "");
        }

        table.Write(screen);
    }
}
