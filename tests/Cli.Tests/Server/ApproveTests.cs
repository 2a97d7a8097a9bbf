using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class ApproveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_answers_one_counts_and_the_other_learns_it()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var request = await AskAsync(served);

        var answers = await Task.WhenAll(
            served.RunAsync(["approve", request, "--allow"], Token),
            served.RunAsync(["approve", request, "--deny"], Token));
        var winner = Assert.Single(answers, answer => answer.Code == (int)ExitCode.Ok);
        var loser = Assert.Single(answers, answer => answer.Code != (int)ExitCode.Ok);
        Assert.Matches("^  (✓ allowed|✗ refused) by ", Assert.Single(winner.Output));

        // It was decided when the loser answered, or already when it asked what waits.
        Assert.Contains(loser.Code, new[] { (int)ExitCode.Refused, (int)ExitCode.Failed });
        Assert.StartsWith("error: ", loser.Error[0], StringComparison.Ordinal);

        var (_, output, _) = await served.RunAsync(["approve"], Token);
        Assert.Equal(["Nothing waits for an answer."], output);
    }

    [Fact]
    public async Task What_waits_is_listed_and_the_end_of_an_id_names_it()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var request = await AskAsync(served);
        var (code, output, _) = await served.RunAsync(["approve"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Equal(2, output.Count);
        Assert.StartsWith(request[^8..], output[1], StringComparison.Ordinal);
        Assert.Contains("a.txt", output[1], StringComparison.Ordinal);

        (code, _, var error) = await served.RunAsync(["approve", request[^8..]], Token);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("--allow", error[1], StringComparison.Ordinal);

        Assert.Equal((int)ExitCode.Ok, (await served.RunAsync(["approve", request[^8..], "--deny"], Token)).Code);
        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["approve", request[^8..], "--allow"], Token)).Code);
    }

    /// <summary>Lets an agent ask, and leaves it waiting: whoever started the turn has gone.</summary>
    private static async Task<string> AskAsync(ServedFolder served)
    {
        await using var prompt = RunningProgram.Start(served.Address, "prompt", "--json", "--approve", "ask", "run true");
        await prompt.LineAsync(line => line.Contains("permission.resolved", StringComparison.Ordinal), Token);
        await prompt.ExitAsync(Token);
        using var http = new HttpClient { BaseAddress = served.Address };
        var sessions = await http.GetStringAsync("/v1/sessions", Token);
        var session = JsonDocument.Parse(sessions).RootElement.GetProperty("sessions")[0].GetProperty("id").GetString();
        using var body = new StringContent("{\"text\":\"write a.txt: hello\"}", System.Text.Encoding.UTF8, "application/json");
        using var started = await http.PostAsync($"/v1/sessions/{session}/turns", body, Token);
        started.EnsureSuccessStatusCode();
        await using var tail = RunningProgram.Start(served.Address, "tail", "--json", "--stream", $"session:{session}", "--after", "start", "permission.requested");
        var line = await tail.LineAsync(said => said.Contains("a.txt", StringComparison.Ordinal), Token);
        return JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("requestId").GetString()!;
    }
}
