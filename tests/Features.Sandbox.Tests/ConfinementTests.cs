using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

public class ConfinementTests
{
    [Fact]
    public async Task Neither_dots_nor_absolute_names_lead_out()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var secret = sandbox.Outside("secret", "s");
        Directory.CreateDirectory(Path.Combine(workspace.Root, "in"));
        string[] names =
        [
            secret, "../../../outside/secret", "in/../../../../outside/secret", "/etc/passwd", "..", "/", workspace.Root + "/../x",
            workspace.Root + "-sibling/x", "/proc/self/cwd/x",
        ];
        foreach (var name in names) await RefusedBothWaysAsync(workspace, name);
        Assert.Equal("s", File.ReadAllText(secret));
    }

    [Fact]
    public async Task Links_that_lead_out_are_refused_and_links_inside_are_followed()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var secret = sandbox.Outside("secret", "s");
        string At(string name) => Path.Combine(workspace.Root, name);
        File.CreateSymbolicLink(At("file"), secret);
        File.CreateSymbolicLink(At("folder"), Path.GetDirectoryName(secret)!);
        File.CreateSymbolicLink(At("dangling"), Path.Combine(sandbox.Data, "outside", "new"));
        File.CreateSymbolicLink(At("relative"), "../../../outside/secret");
        File.CreateSymbolicLink(At("chain"), "file");
        Directory.CreateDirectory(At("real"));
        File.CreateSymbolicLink(At("inner"), "real");

        foreach (var name in new[] { "file", "folder/secret", "folder/new", "dangling", "relative", "chain", "inner/../folder/secret" })
            await RefusedBothWaysAsync(workspace, name);
        Assert.False(File.Exists(Path.Combine(sandbox.Data, "outside", "new")));
        Assert.Equal("s", File.ReadAllText(secret));

        var written = await workspace.WriteTextAsync("inner/f", "x", SandboxFixture.Cancellation);
        Assert.Equal("real/f", written.RelativePath);
        Assert.Equal("x", await workspace.ReadTextAsync("inner/f", null, null, SandboxFixture.Cancellation));
    }

    [Fact]
    public async Task A_dot_dot_after_a_link_counts_from_where_the_link_leads()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        sandbox.Outside("secret", "s");
        Directory.CreateDirectory(Path.Combine(workspace.Root, "a", "b"));
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "link"), "a/b");
        File.WriteAllText(Path.Combine(workspace.Root, "a", "f"), "right");
        Assert.Equal("right", await workspace.ReadTextAsync("link/../f", null, null, SandboxFixture.Cancellation));
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "out"), Path.Combine(sandbox.Data, "outside"));
        await RefusedBothWaysAsync(workspace, "out/../f");
    }

    [Fact]
    public async Task Links_in_a_circle_and_malformed_names_are_invalid()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "a"), "b");
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "b"), "a");
        foreach (var name in new[] { "a", "b/c", "", "x\0y" })
        {
            await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => workspace.ReadTextAsync(name, null, null, SandboxFixture.Cancellation).AsTask());
            await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => workspace.WriteTextAsync(name, "x", SandboxFixture.Cancellation).AsTask());
        }
    }

    [Fact]
    public async Task Swapping_a_folder_for_a_link_while_files_are_read_and_written_gains_nothing()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var secret = sandbox.Outside("f", "secret");
        var real = Directory.CreateDirectory(Path.Combine(workspace.Root, "real")).FullName;
        File.WriteAllText(Path.Combine(real, "f"), "plain");
        var outside = Path.GetDirectoryName(secret)!;

        // A real program that swaps "d" between a folder inside and one outside, as fast as it can.
        var swap = $"while :; do ln -sfn real d; ln -sfn '{outside}' d; done";
        await using var swapping = await workspace.StartAsync(SandboxFixture.Shell(swap), new Listener(), SandboxFixture.Cancellation);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            try
            {
                Assert.NotEqual("secret", await workspace.ReadTextAsync("d/f", null, null, SandboxFixture.Cancellation));
                await workspace.WriteTextAsync("d/f", "plain", SandboxFixture.Cancellation);
            }
            catch (CarillonException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 400);
        Assert.Equal("secret", File.ReadAllText(secret));
        Assert.Equal([secret], Directory.GetFileSystemEntries(outside));
    }

    private static async Task RefusedBothWaysAsync(Contracts.Sandbox.IWorkspace workspace, string name)
    {
        await SandboxFixture.RefusedAsync(ErrorCode.PathOutsideWorkspace, () => workspace.ReadTextAsync(name, null, null, SandboxFixture.Cancellation).AsTask());
        await SandboxFixture.RefusedAsync(ErrorCode.PathOutsideWorkspace, () => workspace.WriteTextAsync(name, "x", SandboxFixture.Cancellation).AsTask());
    }
}
