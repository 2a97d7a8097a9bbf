using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class MembersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_looks_after_the_members_and_a_member_may_not()
    {
        await using var served = await ServedFolder.StartAsync(Token, """{"identity": {"mode": "tokens"}}""");
        var (ada, ben) = (await KeyAsync(served, "ada", "owner"), await KeyAsync(served, "ben", "member"));
        served.Key = ben;
        Assert.Equal(["ben, member in dev"], (await served.RunAsync(["members", "whoami"], Token)).Output);
        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["members"], Token)).Code);

        served.Key = ada;
        Assert.Equal("owner", await RoleAsync(served, "ada"));
        Assert.Equal(["✓ ben is viewer now"], (await served.RunAsync(["members", "set", "ben", "viewer"], Token)).Output);
        Assert.Equal("viewer", await RoleAsync(served, "ben"));
        var (_, table, _) = await served.RunAsync(["members", "list"], Token);
        Assert.Equal(["USER", "ada", "ben"], table.Select(line => line.Split(' ')[0]));

        served.Key = ben;
        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["prompt", "--agent", "echo", "hello"], Token)).Code);
        served.Key = ada;
        Assert.Equal((int)ExitCode.Usage, (await served.RunAsync(["members", "remove", "ben"], Token)).Code);
        Assert.Equal(["✓ ben is no member any more"], (await served.RunAsync(["members", "remove", "ben", "--yes"], Token)).Output);
        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["members", "remove", "ada", "--yes"], Token)).Code);
        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["members", "set", "ada", "member"], Token)).Code);

        served.Key = ben;
        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["sessions"], Token)).Code);
    }

    private static async Task<string> KeyAsync(ServedFolder served, string user, string role)
    {
        var (code, output, _) = await served.RunAsync(["token", "create", user, "--role", role, "--data", served.Path], Token);
        Assert.Equal(0, code);
        var key = Assert.Single(output);

        // A running server notices within a second that there is one more.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            await using var whoami = RunningProgram.Start(served.Address, key, ["members", "whoami"]);
            if (await whoami.ExitAsync(patience.Token) == 0) return key;
        }
    }

    private static async Task<string?> RoleAsync(ServedFolder served, string user)
    {
        var (_, lines, _) = await served.RunAsync(["members", "--json"], Token);
        return lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Single(member => member.GetProperty("userId").GetString() == user).GetProperty("role").GetString();
    }
}
