using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace PenguinMails.Portal.Pages;

/// <summary>The built pages, which lie beside the assembly. Only what lay there at the start is sent.</summary>
internal sealed partial class PageFiles
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Revalidated = "no-cache";
    private const string CompressedSuffix = ".gz";

    private readonly FrozenDictionary<string, PageFile> _files;

    public PageFiles()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pages");
        var types = new FileExtensionContentTypeProvider();
        _files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(CompressedSuffix, StringComparison.Ordinal))
            .Select(file => PageFile.Of(folder, file, types))
            .ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);
    }

    public async Task SendAsync(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out var file))
        {
            context.Response.Headers.CacheControl = "no-store"; // an instance of another build may have it
            await new ApiProblem(ProblemCatalog.NotFound).ExecuteAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = Hashed().IsMatch(name) ? Forever : Revalidated;
        headers.ETag = file.Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        var isCompressed = file.Compressed is not null && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isCompressed)
        {
            headers.ContentEncoding = "gzip";
        }

        var body = isCompressed ? file.Compressed! : file.Plain;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.SendFileAsync(body.FullName, context.RequestAborted);
        }
    }

    // What the bundler names by its content.
    [GeneratedRegex(@"^assets/.+-[A-Za-z0-9_-]{8}\.\w+$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hashed();

    private sealed record PageFile(string Name, FileInfo Plain, FileInfo? Compressed, string ContentType, string Tag)
    {
        public static PageFile Of(string folder, string path, FileExtensionContentTypeProvider types) => new(
            Path.GetRelativePath(folder, path).Replace('\\', '/'),
            new FileInfo(path),
            File.Exists(path + CompressedSuffix) ? new FileInfo(path + CompressedSuffix) : null,
            types.TryGetContentType(path, out var type) ? WithCharset(type) : "application/octet-stream",
            $"\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))[..16])}\"");

        private static string WithCharset(string type) => type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;
    }
}
