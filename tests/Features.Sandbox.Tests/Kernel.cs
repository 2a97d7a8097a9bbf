using System.Diagnostics;

namespace Carillon.Features.Sandbox.Tests;

/// <summary>Finds out, without the code under test, whether this machine lets bwrap make a sandbox.</summary>
internal static class Kernel
{
    /// <summary>What bwrap says when it may not; null when it may.</summary>
    public static async Task<string?> RefusalAsync()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "bwrap --unshare-user --unshare-pid --unshare-net --bind / / --proc /proc --dev /dev true 2>&1"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(SandboxFixture.Cancellation);
        await process.WaitForExitAsync(SandboxFixture.Cancellation);
        return process.ExitCode == 0 ? null : said;
    }

    /// <summary>
    /// A started sandbox of that kind; null where this machine does not let bwrap make one: then just that was tested, that the server says so
    /// and does not go on without.
    /// </summary>
    public static async Task<SandboxFixture?> StartAsync(SandboxProvider provider, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var sandbox = new SandboxFixture(options => change?.Invoke(options with { Provider = provider }) ?? options with { Provider = provider });
        var refusal = provider == SandboxProvider.Bubblewrap ? await RefusalAsync() : null;
        if (refusal is null)
        {
            await sandbox.Feature.StartAsync(SandboxFixture.Cancellation);
            return sandbox;
        }

        await using (sandbox)
        {
            var said = await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.Feature.StartAsync(SandboxFixture.Cancellation));
            Assert.Contains("\"provider\": \"local\"", said.Message, StringComparison.Ordinal);
            TestContext.Current.AddWarning($"bwrap may not make a sandbox here ({refusal.Trim()}): the refusal was tested in its place.");
            return null;
        }
    }
}
