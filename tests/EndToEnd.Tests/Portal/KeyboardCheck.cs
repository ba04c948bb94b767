using Microsoft.Playwright;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Somebody without a mouse gets everywhere on a page, and sees where the focus is.</summary>
internal static class KeyboardCheck
{
    // Of radio buttons, Tab reaches the chosen one; the arrow keys reach the others.
    private const string Collect = """
        () => {
            window.notReached = new Set([...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')]
                .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility() && (one.type !== 'radio' || one.checked)));
            return window.notReached.size;
        }
        """;

    // A text field shows its focus by its border, a hidden radio button or checkbox by the outline of what stands beside it.
    private const string Reach = """
        () => {
            const one = document.activeElement;
            if (!window.notReached.delete(one)) {
                return '';
            }
            const isOutlined = other => other instanceof Element && getComputedStyle(other).outlineStyle !== 'none' && parseFloat(getComputedStyle(other).outlineWidth) > 0;
            const isSeen = one.matches('input:not([type=radio], [type=checkbox]), select, textarea') || isOutlined(one) || isOutlined(one.nextElementSibling);
            return isSeen ? '' : `No focus to be seen: ${one.outerHTML.slice(0, 200)}`;
        }
        """;

    private const string Rest = """
        () => [...window.notReached].filter(one => one.isConnected && !one.disabled && one.checkVisibility()).map(one => `Not reached: ${one.outerHTML.slice(0, 200)}`)
        """;

    /// <summary>Every link, button and field of the page is reached with Tab alone.</summary>
    public static async Task ReachesAllAsync(IPage page, string name)
    {
        var findings = new List<string>();
        var left = await page.EvaluateAsync<int>(Collect);
        Assert.That(left, Is.Positive, name);
        // Once around from wherever the focus is, and some for what comes while the page is live.
        for (var presses = (left * 2) + 10; presses > 0 && await page.EvaluateAsync<int>("() => window.notReached.size") > 0; presses--)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>(Reach) is { Length: > 0 } finding)
            {
                findings.Add(finding);
            }
        }

        findings.AddRange(await page.EvaluateAsync<string[]>(Rest));
        Assert.That(findings, Is.Empty, name);
    }

    /// <summary>Presses a key on what has been reached with Tab.</summary>
    public static async Task PressAsync(IPage page, ILocator on, string key)
    {
        await Assertions.Expect(on).ToBeVisibleAsync();
        for (var presses = 200; presses > 0 && !await on.EvaluateAsync<bool>("one => one === document.activeElement"); presses--)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Assertions.Expect(on).ToBeFocusedAsync();
        await page.Keyboard.PressAsync(key);
    }
}
