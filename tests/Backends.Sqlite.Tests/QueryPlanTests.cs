using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Reading;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class QueryPlanTests
{
    public static TheoryData<string> Queries =>
    [
        Reader.StreamSql, Reader.PageSql, Reader.PreviousSql, Reader.ByIdSql, Reader.TenantPageSql, DocumentReader.FirstUpSql,
        DocumentReader.NextUpSql, DocumentReader.FirstDownSql, DocumentReader.NextDownSql,
        DocumentReader.CountSql,
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_page_is_read_through_an_index_without_sorting(string sql)
    {
        using var place = new Place();
        await using var storage = place.Storage();
        await storage.OpenAsync(TestContext.Current.CancellationToken);
        using var database = Database.Open(place.Database, Access.Read, TimeSpan.Zero);

        var plan = Plan(database, sql);

        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DocumentReader.NextUpSql, "(sort_key,key)>")]
    [InlineData(DocumentReader.NextDownSql, "(sort_key,key)<")]
    [InlineData(Reader.PageSql, "seq>?")]
    public async Task A_page_begins_where_the_one_before_ended(string sql, string bound)
    {
        using var place = new Place();
        await using var storage = place.Storage();
        await storage.OpenAsync(TestContext.Current.CancellationToken);
        using var database = Database.Open(place.Database, Access.Read, TimeSpan.Zero);

        Assert.Contains(Plan(database, sql), step => step.Contains(bound, StringComparison.Ordinal));
    }

    private static List<string> Plan(Database database, string sql)
    {
        var plan = new List<string>();
        var explain = database.Prepare($"EXPLAIN QUERY PLAN {sql}");
        while (explain.Step()) plan.Add(explain.Text(3));
        return plan;
    }
}
