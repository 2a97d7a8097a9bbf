using System.Reflection;
using System.Text.RegularExpressions;
using Carillon.Contracts.Configuration;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Perception;
using Carillon.Contracts.Scheduling;
using Carillon.Dialects.Aleph.Calls;
using Carillon.Dialects.Aleph.Tests.Gateway;

namespace Carillon.Dialects.Aleph.Tests.Calls;

/// <summary>The methods' one list, and the page that shows it.</summary>
public sealed partial class MethodsTests
{
    [Fact]
    public async Task The_page_names_every_method_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        var methods = new Methods(server.Services with
        {
            Jobs = Some<IJobs>(),
            Exec = Some<IExecApprovals>(),
            Configuration = Some<IConfiguration>(),
            Perception = Some<IPerception>(),
        });
        var page = DocumentTests.Text;
        var rows = Row().Matches(page[page.IndexOf("## Methods", StringComparison.Ordinal)..])
            .SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value).ToHashSet();
        rows.Remove("connect");

        Assert.DoesNotContain(rows, name => methods.Find(name) is null);
        Assert.DoesNotContain(methods.Names, name => !rows.Contains(name) && !IsElsewhere(name, page));
    }

    [Fact]
    public async Task What_a_server_does_not_have_is_no_method()
    {
        await using var server = await TestServer.StartAsync();
        var methods = new Methods(server.Services with { Jobs = null });

        Assert.DoesNotContain(methods.Names, name => name.StartsWith("cron.", StringComparison.Ordinal) || name is "daemon.pause" or "config.get");
        Assert.NotNull(methods.Find("daemon.status"));
    }

    /// <summary>In the table about following, or among the other spellings: as <c>`group.*`</c>, or as <c>`group.one | two`</c>.</summary>
    private static bool IsElsewhere(string name, string page)
    {
        var (group, word) = (name.Split('.')[0], name.Split('.')[1]);
        if (group == "events") return page.Contains($"| `{name}` |", StringComparison.Ordinal);
        return page.Contains($"`{group}.*`", StringComparison.Ordinal) || page.Contains($"`{name}`", StringComparison.Ordinal) || Spellings().Matches(page).Any(
            spelling => spelling.Groups[1].Value == group && spelling.Groups[2].Value.Split('|', StringSplitOptions.TrimEntries).Contains(word));
    }

    private static T Some<T>()
        where T : class => DispatchProxy.Create<T, NeverCalled>();

    [GeneratedRegex(@"^\| (`[a-z.A-Z_`, ]+`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-zA-Z._]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"`([a-z]+)\.([a-zA-Z| ]+)`")]
    private static partial Regex Spellings();

    private class NeverCalled : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException($"{targetMethod?.Name} was called.");
    }
}
