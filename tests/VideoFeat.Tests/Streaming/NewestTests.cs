using System.Runtime.CompilerServices;
using VideoFeat.Streaming;

namespace VideoFeat.Tests.Streaming;

public class NewestTests
{
    [Fact]
    public async Task What_is_overtaken_is_skipped_and_the_newest_comes_out()
    {
        List<int> skipped = [], taken = [];
        var allRead = new TaskCompletionSource();
        await foreach (int item in Newest.Of(Numbers(10, allRead), skipped.Add))
        {
            taken.Add(item);
            await allRead.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        // The first is taken at once or overtaken as well; the last always comes out.
        Assert.Equal(9, taken[^1]);
        Assert.InRange(taken.Count, 1, 2);
        Assert.Equal(Enumerable.Range(0, 10), taken.Concat(skipped).Order());
    }

    [Fact]
    public async Task A_fault_of_the_source_comes_out()
    {
        static async IAsyncEnumerable<int> Broken()
        {
            await Task.Yield();
            yield return 1;
            throw new InvalidOperationException("the camera is gone");
        }

        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int item in Newest.Of(Broken(), _ => { }))
            {
                Assert.Equal(1, item);
            }
        });
        Assert.Equal("the camera is gone", e.Message);
    }

    [Fact]
    public async Task Who_leaves_early_leaves_nothing_behind()
    {
        List<int> skipped = [];
        await foreach (int item in Newest.Of(Endless(), skipped.Add))
        {
            if (item > 5)
            {
                break;
            }
        }

        Assert.NotEmpty(skipped.Append(0));
    }

    [Fact]
    public async Task A_paced_source_gives_all_in_order()
    {
        List<int> taken = [];
        await foreach (int item in Paced.At(Numbers(5, new TaskCompletionSource()), 1000, TimeProvider.System))
        {
            taken.Add(item);
        }

        Assert.Equal([0, 1, 2, 3, 4], taken);
    }

    private static async IAsyncEnumerable<int> Numbers(int count, TaskCompletionSource allRead)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }

        allRead.TrySetResult();
    }

    private static async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (int i = 0; ; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return i;
        }
    }
}
