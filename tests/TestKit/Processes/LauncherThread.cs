using System.Collections.Concurrent;

namespace PenguinMails.TestKit;

/// <summary>
/// Starts every child from one thread that lives as long as the process: the kernel sends a child's "parent died" signal
/// when the *thread* that made it ends (prctl(2), PR_SET_PDEATHSIG), and threads of the pool come and go.
/// </summary>
internal static class LauncherThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static LauncherThread() => new Thread(Run) { IsBackground = true, Name = "TestKit launcher" }.Start();

    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    private static void Run()
    {
        foreach (var work in Work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
