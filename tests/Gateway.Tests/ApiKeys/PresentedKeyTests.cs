using Microsoft.AspNetCore.Http;
using PenguinMails.Gateway.ApiKeys;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests.ApiKeys;

/// <summary>What is taken for a key, and what for a token.</summary>
[Category("Pure")]
public sealed class PresentedKeyTests
{
    private static readonly string Key = PlainTextApiKey.Create(Guid.CreateVersion7()).Text;

    private static IEnumerable<TestCaseData> Headers() =>
    [
        new TestCaseData(new[] { "Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.AApmk_AA" }, false, false) { TestName = "A token with the letters in it" },
        new TestCaseData(new[] { $"Bearer {Key}" }, true, true) { TestName = "A key" },
        new TestCaseData(new[] { $"bearer  {Key} " }, true, true) { TestName = "A key in another spelling" },
        new TestCaseData(new[] { Key }, true, false) { TestName = "A key without a scheme" },
        new TestCaseData(new[] { $"Basic {Key}" }, true, false) { TestName = "A key under another scheme" },
        new TestCaseData(new[] { $"Bearer {Key}", "Bearer a.b.c" }, true, false) { TestName = "A key and a token" },
        new TestCaseData(new[] { "Bearer a.b.c", $"Bearer {Key}" }, true, false) { TestName = "A token and a key" },
        new TestCaseData(new[] { $"Bearer {Key}", $"Bearer {Key}" }, true, false) { TestName = "A key twice" },
        new TestCaseData(new[] { $"Bearer {Key},Bearer {Key}" }, true, false) { TestName = "Two in one header" },
        new TestCaseData(new[] { $"Bearer {Key[..^1]}" }, true, false) { TestName = "A key that is cut" },
        new TestCaseData(Array.Empty<string>(), false, false) { TestName = "Nothing" },
    ];

    [TestCaseSource(nameof(Headers))]
    public void Take_AuthorizationHeaders_TakesKeysOutAndLeavesTokens(string[] headers, bool isTaken, bool isKey)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = headers;

        PresentedKey.Take(context);

        var presented = context.Features.Get<PresentedKey>();
        Assert.That(presented is not null, Is.EqualTo(isTaken));
        Assert.That(presented?.Key is not null, Is.EqualTo(isKey));
        Assert.That(context.Request.Headers.Authorization.Count, Is.EqualTo(isTaken ? 0 : headers.Length));
        Assert.That($"{presented}", Does.Not.Contain(Key.Split('_')[2]));
    }
}
