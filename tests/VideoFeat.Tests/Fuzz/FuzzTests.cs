using VideoFeat.Fuzz;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Fuzz;

public class FuzzTests
{
    public static TheoryData<string> Targets { get; } = [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Mutated_inputs_of_a_fixed_seed_keep_the_rules(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == name);
        var fuzzer = new Fuzzer(target, Seeds.Default);
        Task<FuzzFinding?> run = Task.Run(() => fuzzer.Run(inputs => inputs < target.SmokeInputs));

        // A hang must fail and name its input; the limit is far above the two seconds that the run takes.
        if (await Task.WhenAny(run, Task.Delay(TimeSpan.FromMinutes(3))) != run)
        {
            Assert.Fail($"{name} has not come back for {fuzzer.Current.For}: {Convert.ToHexString(fuzzer.Current.Input)}");
        }

        FuzzFinding? finding = await run;
        Assert.True(finding is null, finding?.ToString());
        Assert.Equal(target.SmokeInputs, fuzzer.Inputs);
    }

    [Fact]
    public void The_same_seed_gives_the_same_inputs_and_another_seed_gives_others()
    {
        Assert.Equal(InputsOf(1), InputsOf(1));
        Assert.NotEqual(InputsOf(1), InputsOf(2));

        static List<string> InputsOf(int seed)
        {
            var inputs = new List<string>();
            new Fuzzer(new FuzzTarget("x", d => inputs.Add(Convert.ToHexString(d)), () => [[1, 2, 3], "a 12"u8.ToArray()]), seed).Run(n => n < 500);
            return inputs;
        }
    }

    [Fact]
    public void An_exception_that_is_not_documented_is_found_with_its_input()
    {
        FuzzFinding? finding = Search(d => _ = d.IndexOf((byte)0xEE) >= 0 ? throw new InvalidCastException("here") : 0);
        Assert.Equal("An exception that is not documented.", finding?.Rule);
        Assert.Contains((byte)0xEE, finding!.Input);
        Assert.Equal("here", finding.Exception?.Message);
    }

    [Fact]
    public void A_documented_exception_of_two_lines_is_found() =>
        Assert.Equal("The fault takes more than one line.", Search(_ => throw new FeatureFormatException("a\nb"))?.Rule);

    [Fact]
    public void Memory_that_bad_bytes_ask_for_is_found() =>
        Assert.Matches(@"^\d+ bytes allocated for an input of \d+; the limit is \d+\.$", Search(d => GC.KeepAlive(new byte[d.Length * 100_000]))?.Rule);

    [Fact]
    public void A_documented_exception_is_no_finding() => Assert.Null(Search(_ => throw new FeatureFormatException("no")));

    private static FuzzFinding? Search(FuzzEntry entry) =>
        new Fuzzer(new FuzzTarget("x", entry, () => [[1, 2, 3, 4]]), Seeds.Default).Run(n => n < 5000);
}
