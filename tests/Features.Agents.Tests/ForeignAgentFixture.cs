using System.Diagnostics;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Features.Agents.Tests;

[assembly: AssemblyFixture(typeof(ForeignAgentFixture))]

namespace Carillon.Features.Agents.Tests;

/// <summary>The example agent of the protocol's own SDK, fetched with npm where it is not there yet.</summary>
public sealed class ForeignAgentFixture : IAsyncLifetime
{
    private const string Script = "node_modules/@agentclientprotocol/sdk/dist/examples/agent.js";
    private readonly string _folder = FindFolder();

    public AgentDefinition Definition => new("foreign", "node", [Path.Combine(_folder, Script)], new Dictionary<string, string>());

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Path.Combine(_folder, Script))) return;
        var environment = ChildEnvironment.Make(Environment.GetEnvironmentVariables().Keys.Cast<string>(), []);
        await using var npm = ChildProcess.Start(
            new ChildStart("npm", ["ci", "--no-audit", "--no-fund"], _folder, environment, Path.GetRandomFileName()) { MergeError = true },
            TimeProvider.System);
        using var printed = new StreamReader(npm.Output);
        var text = await printed.ReadToEndAsync(AgentFixture.Cancellation);
        Assert.True(await npm.Exited == 0, $"npm ci failed in tests/foreign-agent:\n{text}");
        Assert.True(File.Exists(Path.Combine(_folder, Script)), $"{Script} is not there after npm ci");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "tests", "foreign-agent");
            if (File.Exists(Path.Combine(found, "package.json"))) return found;
        }

        throw new UnreachableException("tests/foreign-agent is not above the test program");
    }
}
