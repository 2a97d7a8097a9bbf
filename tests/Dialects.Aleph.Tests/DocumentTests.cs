using System.Text.Json;
using System.Text.RegularExpressions;
using Carillon.Contracts.Agents;
using Carillon.Dialects.Aleph.Tests.Gateway;

namespace Carillon.Dialects.Aleph.Tests;

/// <summary>The conversations in docs/dialects/aleph.md, line by line.</summary>
public sealed partial class DocumentTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Conversations().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_conversation_goes_as_the_page_says(string name)
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (agent, _, _) =>
        {
            await agent.UpdateAsync(new AgentText("Nothing yet."), Ending);
            return new PromptResult("end_turn", 10, 20);
        };
        await using var client = await server.ConnectAsync();
        var expected = new List<string>();
        foreach (var line in Conversations()[name])
        {
            if (line[0] == '→')
            {
                await HearAsync(client, expected);
                await client.SayAsync(line[2..]);
            }
            else
            {
                expected.Add(line[2..]);
            }
        }

        await HearAsync(client, expected);
    }

    /// <summary>Events are in order among themselves, and so are answers; between the two the page shows one order of several.</summary>
    private static async Task HearAsync(TestClient client, List<string> expected)
    {
        while (expected.Count > 0)
        {
            var heard = JsonElement.Parse(await client.HearTextAsync());
            var fits = expected.Find(line => IsAnswer(JsonElement.Parse(line)) == IsAnswer(heard));
            Assert.True(fits is not null && Fits(JsonElement.Parse(fits), heard), $"the page says {fits}, the server {heard.GetRawText()}");
            expected.Remove(fits);
        }
    }

    private static bool IsAnswer(JsonElement message) => message.TryGetProperty("id", out _);

    private static bool Fits(JsonElement page, JsonElement heard) => page.ValueKind switch
    {
        JsonValueKind.String when page.ValueEquals("…") => true,
        JsonValueKind.Object => heard.ValueKind == JsonValueKind.Object
            && page.EnumerateObject().Select(member => member.Name).SequenceEqual(heard.EnumerateObject().Select(member => member.Name))
            && page.EnumerateObject().All(member => Fits(member.Value, heard.GetProperty(member.Name))),
        _ => JsonElement.DeepEquals(page, heard),
    };

    /// <summary>The page as it stands.</summary>
    internal static string Text => File.ReadAllText(Page());

    private static Dictionary<string, string[]> Conversations() => Block().Matches(Text)
        .ToDictionary(block => block.Groups[1].Value, block => block.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Carillon.slnx"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "docs", "dialects", "aleph.md");
    }

    [GeneratedRegex(@"<!-- run: ([a-z ]+) -->\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
