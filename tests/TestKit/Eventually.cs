using System.Collections;
using System.Diagnostics;
using NUnit.Framework.Internal;

namespace PenguinMails.TestKit;

/// <summary>Waits for a condition, with a deadline, in place of sleeping.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns as soon as the condition holds; throws <see cref="TimeoutException"/> when it never does.</summary>
    /// <param name="condition">Asked again and again. Its last exception becomes the cause of the timeout.</param>
    /// <param name="deadline">How long to go on; two minutes when absent: assemblies run beside each other, and a deadline costs nothing where the condition holds.</param>
    /// <param name="what">Says in the exception what was waited for.</param>
    public static async Task Async(Func<Task<bool>> condition, TimeSpan? deadline = null, string what = "The condition")
    {
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        do
        {
            // NUnit notes a failed assertion even when it is caught: here it must not fail a test whose next look succeeds.
            using var apart = new TestExecutionContext.IsolatedContext();
            try
            {
                if (await condition())
                {
                    return;
                }

                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }

            await Task.Delay(Pause);
        }
        while (clock.Elapsed < (deadline ?? DefaultDeadline));

        throw new TimeoutException($"{what} did not hold within {(deadline ?? DefaultDeadline).TotalSeconds:0.#} s. {last?.Message}", last);
    }

    /// <summary>The same for a condition that needs no waiting of its own.</summary>
    public static Task Async(Func<bool> condition, TimeSpan? deadline = null, string what = "The condition") =>
        Async(() => Task.FromResult(condition()), deadline, what);

    /// <summary>Asks until the answer is acceptable, and returns it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> accept, TimeSpan? deadline = null, string what = "The answer")
    {
        T? answer = default;
        try
        {
            await Async(
                async () =>
                {
                    answer = await ask();
                    return accept(answer);
                },
                deadline,
                what);
        }
        catch (TimeoutException late) when (late.InnerException is null)
        {
            throw new TimeoutException($"{late.Message} It was: {TextOf(answer)}", late);
        }

        return answer!;
    }

    private static string TextOf(object? answer) =>
        answer is IEnumerable items and not string ? $"[{string.Join(", ", items.Cast<object?>())}]" : answer?.ToString() ?? "null";
}
