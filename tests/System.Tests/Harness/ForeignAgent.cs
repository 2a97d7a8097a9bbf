using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>The example agent of the protocol's own SDK, as another project would bring its agent: named in a configuration file.</summary>
public static class ForeignAgent
{
    private const string Script = "node_modules/@agentclientprotocol/sdk/dist/examples/agent.js";

    /// <summary>Writes a configuration file that knows the agent as <c>foreign</c>; fetches it with npm where it is not there yet.</summary>
    public static async Task<string> ConfigureAsync(string folder, CancellationToken cancellationToken)
    {
        var package = Path.GetFullPath(Path.Combine(Here(), "../../foreign-agent"));
        var script = Path.Combine(package, Script);
        if (!File.Exists(script))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = package })!;
            await npm.WaitForExitAsync(cancellationToken);
            Assert.True(npm.ExitCode == 0 && File.Exists(script), "npm ci did not bring the example agent");
        }

        var config = Path.Combine(folder, "carillon.json");
        var settings = new { agents = new { foreign = new { command = "node", args = new[] { script } } } };
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(settings), cancellationToken);
        return config;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
