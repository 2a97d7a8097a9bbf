using Carillon.Dialects.Native.Calls;
using Microsoft.AspNetCore.Http;
using static Carillon.Dialects.Native.Http.CallRoute;

namespace Carillon.Dialects.Native.Http;

/// <summary>Files over HTTP. Which file is in the query, as its name may hold anything.</summary>
internal sealed class FileRoutes(FileCalls calls)
{
    public Serve List { get; } = WithoutBody(
        context => new ListFilesParams(IdOf(context), PathOf(context), Query.Count(context, "depth")), calls.ListAsync);

    public Serve Read { get; } = WithoutBody(
        context => new ReadFileParams(IdOf(context), PathOf(context), Query.Count(context, "iteration")), calls.ReadAsync);

    public Serve History { get; } = WithoutBody(context => new FileHistoryParams(IdOf(context), PathOf(context)), calls.HistoryAsync);

    private static string? PathOf(HttpContext context) => Query.Text(context, "path");
}
