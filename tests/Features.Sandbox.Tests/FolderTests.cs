namespace Carillon.Features.Sandbox.Tests;

public class FolderTests
{
    [Fact]
    public async Task Every_tenant_and_session_has_a_folder_of_its_own_whatever_its_name()
    {
        await using var sandbox = new SandboxFixture();
        string[] names = ["a", "A", "..", ".", "a/b", "a_b", "a%2Fb", "../a", "ä", "a\0b", " ", new('x', 300), new string('x', 300) + "y"];
        var roots = new HashSet<string>();
        foreach (var tenant in names)
        {
            foreach (var session in names)
            {
                var root = (await sandbox.OpenAsync(session, tenant)).Root;
                Assert.StartsWith(sandbox.Data + Path.DirectorySeparatorChar, root, StringComparison.Ordinal);
                Assert.True(Directory.Exists(root));
                Assert.True(roots.Add(root), root);
            }
        }

        Assert.DoesNotContain(roots, root => roots.Any(other => root.StartsWith(other + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Opening_again_finds_the_files_and_removing_takes_them()
    {
        await using var sandbox = new SandboxFixture();
        await (await sandbox.OpenAsync()).WriteTextAsync("f", "x", SandboxFixture.Cancellation);
        Assert.Equal("x", await (await sandbox.OpenAsync()).ReadTextAsync("f", null, null, SandboxFixture.Cancellation));
        await sandbox.Sandboxes.RemoveAsync("t1", "s1", SandboxFixture.Cancellation);
        await sandbox.Sandboxes.RemoveAsync("t1", "s1", SandboxFixture.Cancellation);
        Assert.Empty(Directory.GetFileSystemEntries((await sandbox.OpenAsync()).Root));
    }

    [Fact]
    public async Task Only_the_owner_may_look_into_a_workspace()
    {
        await using var sandbox = new SandboxFixture();
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Owner, File.GetUnixFileMode((await sandbox.OpenAsync()).Root));
    }

    [Fact]
    public async Task Removing_follows_no_link_and_takes_locked_folders_and_odd_names()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var secret = sandbox.Outside("secret", "s");
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "folder"), Path.GetDirectoryName(secret)!);
        File.CreateSymbolicLink(Path.Combine(workspace.Root, "file"), secret);
        var script = @"mkdir -p locked/in; : > locked/in/f; chmod 500 locked/in locked; mkfifo pipe; : > ""$(printf 'odd\377\nname')""; : > .hidden";
        await using (var made = await workspace.StartAsync(SandboxFixture.Shell(script), new Listener(), SandboxFixture.Cancellation))
            Assert.Equal(0, (await TerminalTests.EndOf(made)).ExitCode);
        await sandbox.Sandboxes.RemoveAsync("t1", "s1", SandboxFixture.Cancellation);
        Assert.False(Directory.Exists(workspace.Root));
        Assert.Equal("s", File.ReadAllText(secret));
    }
}
