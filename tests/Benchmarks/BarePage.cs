using PenguinMails.LocalComponents;

namespace PenguinMails.Benchmarks;

/// <summary>A page of nothing but text among the built pages: the portal sends it as it sends its own. Only pages that lie there at its start are sent.</summary>
internal sealed class BarePage : IDisposable
{
    public const string Address = "/assets/bare.html";
    public const string Content = "h1";

    private static readonly string Location = Path.Combine(Path.GetDirectoryName(RepositoryFolder.AssemblyOf("Portal"))!, "pages", Address.TrimStart('/'));

    public BarePage() => File.WriteAllText(
        Location, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Bare</title></head><body><h1>Bare</h1><p>A page of nothing but text.</p></body></html>");

    public void Dispose() => File.Delete(Location);
}
